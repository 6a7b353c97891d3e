package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.adapters.sqlite.DiskImage.Loss;
import dev.ovation.core.domain.Event;
import dev.ovation.core.figures.Figures;
import dev.ovation.core.port.LogRecord.Readable;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

/**
 * Power is lost at every fsync of a log, and between them: what was answered is there afterwards,
 * in order, and at most the one transaction more that was under way. Then bits of what is on the
 * disk flip: all is there, or the log refuses to open and names what is damaged.
 */
class PowerLossTest {
  private static final int ROUNDS = 24;
  private static final String DATABASE = "log.db";
  private static final String WAL = "log.db-wal";

  /** The header of a WAL is synced by itself, before the first frame that follows it. */
  private static final int WAL_HEADER_BYTES = 32;

  @TempDir private Path path;
  private final long seed = Long.getLong("ovation.seed", System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  private final List<Event> events = new ArrayList<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final List<Step> steps = new ArrayList<>();

  /**
   * What lies between two syncs of one file.
   *
   * @param answered how many events were answered before it began
   */
  private record Step(String what, String file, DiskImage before, DiskImage after, int answered) {}

  /** Writes a log and keeps what is on the disk around each sync. */
  @BeforeEach
  void record() throws SQLException {
    Path live = path.resolve("live");
    try (DataDirectory directory = DataDirectory.open(live);
        SqliteEventLog log =
            SqliteEventLog.open(
                directory,
                LogSettings.defaults(),
                LogObserver.NONE,
                TimeSource.SYSTEM,
                session -> commit(live, session))) {
      for (int round = 0; round < ROUNDS; round++) {
        append(log, 1 + random.nextInt(120));
        if (round % 5 == 4) {
          checkpoint(live, directory);
        }
      }
    }
  }

  private void append(SqliteEventLog log, int count) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = events.size() + 1;
      Event event = Samples.set(Samples.like(number, "actor-" + number), "like", number);
      events.add(event);
      Outcome outcome = Outcome.append(log, event);
      outcome.whenTold(answered::incrementAndGet);
      outcomes.add(outcome);
    }
    outcomes.forEach(Outcome::offset);
  }

  private void commit(Path live, Session session) throws SQLException {
    DiskImage before = image(live);
    int answeredBefore = answered.get();
    session.commit();
    DiskImage after = image(live);
    byte[] begun = withHeader(before.file(WAL), after.file(WAL));
    if (!Arrays.equals(begun, before.file(WAL))) {
      DiskImage headed = before.with(WAL, begun);
      steps.add(new Step("header of the WAL", WAL, before, headed, answeredBefore));
      before = headed;
    }
    steps.add(new Step("commit", WAL, before, after, answeredBefore));
  }

  private static byte[] withHeader(byte[] old, byte[] next) {
    byte[] begun = Arrays.copyOf(old, Math.max(old.length, WAL_HEADER_BYTES));
    System.arraycopy(next, 0, begun, 0, WAL_HEADER_BYTES);
    return begun;
  }

  /** As {@link Checkpointer} does it. */
  private void checkpoint(Path live, DataDirectory directory) throws SQLException {
    DiskImage before = image(live);
    SqliteFile file = SqliteFile.log(directory.file(DATABASE));
    try (Session session = Session.writer(file, SQLiteConfig.SynchronousMode.FULL, 1 << 20)) {
      session.number("PRAGMA wal_checkpoint(PASSIVE)", 0);
      session.number("PRAGMA wal_checkpoint(RESTART)", 0);
    }
    steps.add(new Step("checkpoint", DATABASE, before, image(live), answered.get()));
  }

  private static DiskImage image(Path live) {
    try {
      return DiskImage.of(live);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatWasAnsweredSurvivesPowerLosses() throws IOException {
    losePower(1);
  }

  @Test
  @Tag("long")
  void whatWasAnsweredSurvivesManyPowerLosses() throws IOException {
    losePower(40);
  }

  @Test
  void aFlippedBitIsHarmlessOrNamed() throws IOException {
    flip(60);
  }

  @Test
  @Tag("long")
  void manyFlippedBitsAreHarmlessOrNamed() throws IOException {
    flip(1_500);
  }

  private void losePower(int timesEach) throws IOException {
    int points = 0;
    Map<String, Integer> by = new TreeMap<>();
    for (Step step : steps) {
      int most = survivors(step.after());
      assertThat(survivors(step.before())).as("seed %d", seed).isEqualTo(step.answered());
      for (Loss loss : Loss.values()) {
        for (int i = 0; i < timesEach; i++) {
          DiskImage left = step.before().towards(step.after(), step.file(), loss, random);
          by.merge(loss + ": " + leftBy(left, step, loss, most), 1, Integer::sum);
          points++;
        }
      }
    }
    Figures.tell(
        "power loss", "seed %d, %d points at %d syncs, %s", seed, points, steps.size(), by);
    assertThat(by).hasSizeGreaterThan(Loss.values().length);
  }

  /**
   * A power loss alone is no damage, so nothing may be refused after it; but a sector that was
   * written wrongly may have held something older, too.
   */
  private String leftBy(DiskImage left, Step step, Loss loss, int most) throws IOException {
    String what = "seed " + seed + ": " + loss + " of a " + step.what();
    try {
      int found = survivors(left);
      assertThat(found).as(what).isIn(step.answered(), most);
      return found == most ? "all" : "what was answered";
    } catch (OvationException e) {
      if (loss != Loss.FLIPPED) {
        throw new AssertionError(what, e);
      }
      assertThat(e).as(what).hasMessageContaining("log.db");
      return "refused";
    }
  }

  private void flip(int bits) throws IOException {
    int named = 0;
    int harmless = 0;
    while (named + harmless < bits) {
      Step step = steps.get(random.nextInt(steps.size()));
      // All that it holds was answered.
      DiskImage disk = step.before();
      List<String> files = List.copyOf(disk.files().keySet());
      String file = files.get(random.nextInt(files.size()));
      if (disk.file(file).length == 0) {
        continue;
      }
      try {
        assertThat(survivors(disk.flipped(file, random)))
            .as("seed %d: a bit of %s before a %s", seed, file, step.what())
            .isEqualTo(step.answered());
        harmless++;
      } catch (OvationException e) {
        assertThat(e).as("seed %d", seed).hasMessageContaining("log.db");
        named++;
      }
    }
    Figures.tell(
        "flipped bits",
        "seed %d, %d, of which %d named and %d harmless",
        seed,
        bits,
        named,
        harmless);
    assertThat(named).isPositive();
  }

  /** How many events a log has that starts on this disk; they are the first ones, in order. */
  private int survivors(DiskImage disk) throws IOException {
    Path directory = path.resolve("started");
    disk.writeTo(directory);
    try (DataDirectory opened = DataDirectory.open(directory);
        SqliteEventLog log =
            SqliteEventLog.open(
                opened, LogSettings.defaults(), LogObserver.NONE, TimeSource.SYSTEM)) {
      List<Event> found =
          log.read(0, 0, events.size() + 1).stream()
              .map(record -> ((Readable) record).event())
              .toList();
      assertThat(found).as("seed %d", seed).isEqualTo(events.subList(0, found.size()));
      return found.size();
    }
  }
}
