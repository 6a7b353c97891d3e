package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.LogRecord.Readable;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.Projector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/** Compaction keeps what a rebuild needs: a ledger rebuilt from the rest is the same. */
@Timeout(120)
final class CompactionTest {
  private static final Duration KEEP = Duration.ofDays(7);
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final CompactionRequest.Result NOTHING = new CompactionRequest.Result(0, 0, 0);
  private static final TargetKind VIEWS = new TargetKind(Samples.video(1), "view");

  @TempDir Path path;
  private DataDirectory directory;
  private final AtomicLong now = new AtomicLong(Samples.AT_MILLIS);
  private final AtomicInteger commitsUntilCrash = new AtomicInteger(Integer.MAX_VALUE);

  private final TimeSource time =
      new TimeSource() {
        @Override
        public long millis() {
          return now.get();
        }

        @Override
        public long nanos() {
          return System.nanoTime();
        }
      };

  @BeforeEach
  void lock() {
    directory = DataDirectory.open(path.resolve("log"));
  }

  @AfterEach
  void release() {
    directory.close();
  }

  private SqliteEventLog open() {
    return SqliteEventLog.open(
        directory,
        LogSettings.defaults(),
        LogObserver.NONE,
        time,
        session -> {
          if (commitsUntilCrash.getAndDecrement() == 0) {
            throw new SQLException("crash, on purpose");
          }
          session.commit();
        });
  }

  private RegisterEvent set(int video, String actor, @Nullable String value, int version) {
    return new RegisterEvent(
        Samples.like(video, actor), value, Samples.version(version), now.get());
  }

  private CounterEvent view(@Nullable String token, int by) {
    return new CounterEvent(
        Interaction.of(VIEWS.target(), "view", "u1"),
        by,
        token,
        Version.atMillis(now.incrementAndGet(), 1),
        now.get());
  }

  private static List<Event> events(EventLog log) {
    return log.read(0, 0, 1_000_000).stream().map(r -> ((Readable) r).event()).toList();
  }

  private static CompactionRequest.Result compact(SqliteEventLog log) {
    return log.compact(new CompactionRequest(List.of(log.end(0)), KEEP));
  }

  /** What a ledger holds that is projected from the whole log. */
  private Object rebuilt(EventLog log, String name, int batch) {
    try (DataDirectory at = DataDirectory.open(path.resolve(name));
        SqliteLedger ledger = SqliteLedger.open(at, LedgerSettings.defaults())) {
      MemoryHotStore hot =
          new MemoryHotStore(
              new Partitioner(1), new MemoryHotStore.Limits(1 << 20, 1 << 20, 1 << 26, 100));
      Projector projector =
          new Projector(0, new Projector.Ports(log, ledger, hot, Kinds.standard(), time), batch);
      while (ledger.position(0).h() < log.end(0) || !projector.step().join().idle()) {
        projector.step().join();
      }
      List<Object> counts = new ArrayList<>();
      for (int video = 0; video < 20; video++) {
        for (String kind : List.of("like", "view")) {
          counts.add(
              ledger
                  .read(
                      List.of(
                          new LedgerQuery(new TargetKind(Samples.video(video), kind), null, true)))
                  .join()
                  .getFirst()
                  .counts());
        }
      }
      Map<TargetKind, Object> sums = new HashMap<>();
      for (Recount recount : ledger.sweep().recountAfter(null, 1_000_000).recounts()) {
        assertThat(recount.agrees()).as(recount.toString()).isTrue();
        sums.put(recount.targetKind(), recount.stored());
      }
      return List.of(sums, counts);
    }
  }

  @Test
  void theNewestVersionOfARegisterStaysWhateverItsOffset() {
    try (SqliteEventLog log = open()) {
      RegisterEvent newest = set(1, "u1", "like", 3);
      RegisterEvent unset = set(2, "u1", null, 9);
      Outcome.appendAll(
          log, List.of(set(1, "u1", "like", 1), newest, set(1, "u1", null, 2), unset));
      now.addAndGet(8 * DAY);
      RegisterEvent loser = set(2, "u1", "like", 8);
      Outcome.appendAll(log, List.of(loser));

      compact(log);

      // The loser is too young to go.
      assertThat(events(log)).containsExactly(newest, unset, loser);
      assertThat(log.read(0, 0, 10)).extracting(LogRecord::offset).containsExactly(2L, 4L, 5L);
      assertThat(log.read(0, 2, 1)).extracting(LogRecord::offset).containsExactly(4L);
      now.addAndGet(8 * DAY);
      compact(log);
      assertThat(events(log)).containsExactly(newest, unset);
      assertThat(log.end(0)).isEqualTo(5);
      assertThat(Outcome.append(log, loser).offset()).isEqualTo(6);
      log.verify();
    }
  }

  @Test
  void nothingIsReadUntilABatchHasBecomeOldEnough() {
    try (SqliteEventLog log = open()) {
      Outcome.appendAll(log, List.of(set(1, "u1", "like", 1), set(1, "u1", null, 2)));
      now.addAndGet(8 * DAY);
      assertThat(compact(log)).isEqualTo(new CompactionRequest.Result(2, 1, 0));
      Outcome.appendAll(log, List.of(set(1, "u1", "like", 3)));
      assertThat(compact(log)).isEqualTo(new CompactionRequest.Result(0, 0, 0));
    }
    try (SqliteEventLog log = open()) {
      assertThat(compact(log)).as("it is known after a restart").isEqualTo(NOTHING);
      now.addAndGet(8 * DAY);
      assertThat(compact(log).dropped()).isEqualTo(1);
      assertThat(compact(log)).isEqualTo(NOTHING);
      assertThat(events(log)).hasSize(1);
    }
  }

  @Test
  void countersThatBecomeOldLaterThanTheirBatchesAreFoldedThen() {
    Duration keep = Duration.ofHours(1);
    try (SqliteEventLog log = open()) {
      Outcome.appendAll(log, List.of(view(null, 1), view(null, 2)));
      now.addAndGet(DAY / 2);
      CompactionRequest request = new CompactionRequest(List.of(2L), keep);
      assertThat(log.compact(request).dropped()).as("younger than a day").isZero();
      assertThat(log.compact(request)).isEqualTo(NOTHING);
      now.addAndGet(DAY);

      assertThat(log.compact(request)).isEqualTo(new CompactionRequest.Result(2, 1, 1));
      assertThat(log.compact(request)).isEqualTo(NOTHING);
    }
  }

  @Test
  void freePagesAreGivenBackInSlices() throws Exception {
    Path file = path.resolve("log").resolve("log.db");
    try (SqliteEventLog log = open()) {
      overwrite(log);
    }
    long before = Files.size(file);
    try (SqliteEventLog log = open()) {
      compact(log);
      int slices = 1;
      while (log.shrink()) {
        slices++;
      }
      assertThat(slices).as("slices of a mebibyte").isGreaterThan(2);
      assertThat(log.shrink()).isFalse();
    }
    assertThat(Files.size(file)).isLessThan(before / 4);
    try (SqliteEventLog log = open()) {
      log.verify();
      assertThat(events(log)).hasSize(1_000);
      Outcome.appendAll(log, List.of(set(5, "u5", "like", 99)));
      log.verify();
    }
  }

  @Test
  void aFileOfBeforeKeepsItsFreePages() throws Exception {
    Path path0 = path.resolve("log").resolve("log.db");
    SqliteFile file = SqliteFile.log(path0);
    try (Session session = Session.writer(file, SQLiteConfig.SynchronousMode.FULL, 1 << 20)) {
      Migrations.LOG.run(file, session, 1);
    }
    try (SqliteEventLog log = open()) {
      overwrite(log);
      compact(log);
      assertThat(log.shrink()).isFalse();
      log.verify();
    }
  }

  /** A thousand registers, written fifty times and then left alone for eight days. */
  private void overwrite(SqliteEventLog log) {
    for (int round = 1; round <= 50; round++) {
      List<Event> all = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        all.add(set(i, "an-actor-with-a-rather-long-name-" + i, "like", round));
      }
      Outcome.appendAll(log, all);
    }
    now.addAndGet(8 * DAY);
  }

  @Test
  void nothingBeyondTheHorizonGoes() {
    try (SqliteEventLog log = open()) {
      for (int i = 1; i <= 4; i++) {
        Outcome.appendAll(log, List.of(set(1, "u1", "like", i)));
      }
      now.addAndGet(8 * DAY);

      log.compact(new CompactionRequest(List.of(2L), KEEP));

      assertThat(log.read(0, 0, 10)).extracting(LogRecord::offset).containsExactly(3L, 4L);
    }
  }

  @Test
  void oldCounterEventsBecomeACheckpointAndTokensCountOnce() {
    try (SqliteEventLog log = open()) {
      Outcome.appendAll(log, List.of(view("a", 1), view(null, 2), view("a", 1)));
      now.addAndGet(8 * DAY);
      Outcome.appendAll(log, List.of(view("b", 10)));
      Object before = rebuilt(log, "before", 2);

      assertThat(compact(log)).isEqualTo(new CompactionRequest.Result(3, 2, 1));

      assertThat(events(log)).hasSize(2);
      assertThat(events(log).getFirst())
          .isInstanceOfSatisfying(CounterCheckpoint.class, c -> assertThat(c.total()).isEqualTo(3));
      assertThat(log.read(0, 0, 1)).extracting(LogRecord::offset).containsExactly(3L);
      assertThat(rebuilt(log, "after", 100)).isEqualTo(before);
      now.addAndGet(8 * DAY);
      Outcome.appendAll(log, List.of(view("a", 100)));
      Object second = rebuilt(log, "second", 100);
      compact(log);
      assertThat(rebuilt(log, "third", 1)).isEqualTo(second);
    }
  }

  @Test
  void aTokenThatStillMattersKeepsItsCounterWhole() {
    try (SqliteEventLog log = open()) {
      Outcome.appendAll(log, List.of(view("a", 1)));
      now.addAndGet(DAY / 2);
      Outcome.appendAll(log, List.of(view("a", 1)));
      now.addAndGet(7 * DAY - DAY / 4);
      // Only the first is old enough, and it keeps the second from being counted.
      compact(log);

      assertThat(events(log)).hasSize(2).hasOnlyElementsOfType(CounterEvent.class);
    }
  }

  @Test
  void aRebuildFromWhatIsLeftIsTheSameWhereverCompactionStopped() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    try (SqliteEventLog log = open()) {
      for (int i = 0; i < 300; i++) {
        List<Event> some = new ArrayList<>();
        for (int j = 0; j < 24; j++) {
          some.add(random(random));
        }
        Outcome.appendAll(log, some);
        now.addAndGet(DAY / 10);
      }
      Object before = rebuilt(log, "before", 500);
      int crashes = 0;
      for (int stopAfter = 0; crashes == stopAfter; stopAfter++) {
        commitsUntilCrash.set(stopAfter);
        try {
          compact(log);
        } catch (OvationException e) {
          crashes++;
        }
        commitsUntilCrash.set(Integer.MAX_VALUE);
        assertThat(rebuilt(log, "crash" + stopAfter, 1 + random.nextInt(800)))
            .as("seed %d, stopped after %d slices", seed, stopAfter)
            .isEqualTo(before);
        Outcome wake = Outcome.append(log, set(999, "nobody", "like", 1));
        while (wake.failure() != null) {
          wake = Outcome.append(log, set(999, "nobody", "like", 1));
        }
        before = rebuilt(log, "appended" + stopAfter, 500);
      }
      assertThat(crashes).as("slices that could be stopped at").isPositive();
      assertThat(events(log).size()).as("seed %d", seed).isLessThan(4000);
      log.verify();
    }
  }

  private Event random(SplittableRandom random) {
    int video = random.nextInt(20);
    String actor = "u" + random.nextInt(30);
    long version = Version.atMillis(now.incrementAndGet() - random.nextInt(1000), 1);
    if (random.nextInt(3) == 0) {
      Target target = Samples.video(video);
      String token = random.nextBoolean() ? "t" + random.nextInt(3) : null;
      return new CounterEvent(
          Interaction.of(target, "view", actor), 1 + random.nextInt(5), token, version, now.get());
    }
    return new RegisterEvent(
        Samples.like(video, actor), random.nextInt(4) == 0 ? null : "like", version, now.get());
  }

  @Test
  void aHorizonIsNeededForEachPartition() {
    try (SqliteEventLog log = open()) {
      CompactionRequest two = new CompactionRequest(List.of(1L, 1L), KEEP);
      assertThatThrownBy(() -> log.compact(two)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
