package dev.ovation.core.port;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.LogRecord.Readable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every event log does. An adapter extends this class, says how its log is opened, and adds
 * tests only for what is its own.
 */
@Timeout(60)
public abstract class EventLogContract {
  private static final int PARTITIONS = 4;
  private static final Partitioner PARTITIONER = new Partitioner(PARTITIONS);
  private static final long WAIT_SECONDS = 30;

  private @Nullable EventLog opened;

  /**
   * Opens this test's log: empty the first time; opened again after {@link EventLog#close}, it
   * holds what it held. The contract closes what it opens.
   */
  protected abstract EventLog open(int partitions) throws Exception;

  /**
   * Lets the log go on until nothing is under way, for logs without a thread of their own. Called
   * whenever the contract waits for an answer.
   */
  protected void progress() {
    // A log with a thread of its own goes on by itself.
  }

  /** Says which partition of the log an event goes to. */
  protected Partitioner partitioner(int partitions) {
    return new Partitioner(partitions);
  }

  /** How many threads append at once; 1 for a log that only runs in one thread. */
  protected int appenders() {
    return 8;
  }

  @AfterEach
  final void closeLog() {
    if (opened != null) {
      opened.close();
    }
  }

  private EventLog log(int partitions) throws Exception {
    if (opened != null) {
      opened.close();
    }
    opened = open(partitions);
    return opened;
  }

  /** An append and its outcome; fails when the outcome is told a second time. */
  private static final class Append implements EventLog.AppendCallback {
    final Event event;
    final CompletableFuture<Long> offset = new CompletableFuture<>();
    final AtomicInteger calls = new AtomicInteger();

    Append(Event event) {
      this.event = event;
    }

    @Override
    public void durable(long durableOffset) {
      calls.incrementAndGet();
      offset.complete(durableOffset);
    }

    @Override
    public void failed(OvationException failure) {
      calls.incrementAndGet();
      offset.completeExceptionally(failure);
    }
  }

  private Append append(EventLog log, Event event) {
    Append append = new Append(event);
    log.append(event, append);
    return append;
  }

  private long await(Append append) throws Exception {
    progress();
    try {
      return append.offset.get(WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("no outcome was told for " + append.event, e);
    } catch (ExecutionException e) {
      throw new AssertionError("append failed: " + e.getCause(), e);
    }
  }

  private long appendAndWait(EventLog log, Event event) throws Exception {
    return await(append(log, event));
  }

  /** Everything after an offset, read in pages. */
  private static List<LogRecord> readAll(EventLog log, int partition, int eventsMax) {
    List<LogRecord> all = new ArrayList<>();
    long after = 0;
    while (true) {
      List<LogRecord> page = log.read(partition, after, eventsMax);
      assertThat(page).hasSizeLessThanOrEqualTo(eventsMax);
      if (page.isEmpty()) {
        return all;
      }
      all.addAll(page);
      after = page.getLast().offset();
    }
  }

  @Test
  void aNewLogIsEmpty() throws Exception {
    EventLog log = log(PARTITIONS);

    assertThat(log.partitions()).isEqualTo(partitioner(PARTITIONS).partitions());
    assertThat(log.check().state()).isEqualTo(Component.State.UP);
    for (int p = 0; p < PARTITIONS; p++) {
      assertThat(log.end(p)).isZero();
      assertThat(log.read(p, 0, 10)).isEmpty();
    }
  }

  @Test
  void offsetsStartAtOneAndGrowByOne() throws Exception {
    EventLog log = log(1);

    for (int i = 1; i <= 5; i++) {
      assertThat(appendAndWait(log, Samples.set(Samples.like(i, "u1"), "like", i))).isEqualTo(i);
      assertThat(log.end(0)).isEqualTo(i);
    }
  }

  /** Each event is in its partition, in the order they were appended. */
  private void assertHolds(EventLog log, List<Event> events) {
    Partitioner partitioner = partitioner(1);
    for (int p = 0; p < partitioner.partitions(); p++) {
      int partition = p;
      assertThat(readAll(log, p, 100))
          .extracting(r -> ((Readable) r).event())
          .isEqualTo(events.stream().filter(e -> partitioner.partition(e) == partition).toList());
    }
  }

  @Test
  void everyPartitionHasItsOwnOffsets() throws Exception {
    EventLog log = log(PARTITIONS);

    for (int p = 0; p < PARTITIONS; p++) {
      List<Integer> videos = Samples.videosIn(p, PARTITIONER, 2);
      Event first = Samples.set(Samples.like(videos.get(0), "u1"), "like", 1);
      Event second = Samples.set(Samples.like(videos.get(1), "u1"), "like", 2);
      assertThat(appendAndWait(log, first)).isEqualTo(1);
      assertThat(appendAndWait(log, second)).isEqualTo(2);
      assertThat(log.read(p, 0, 10))
          .containsExactly(new Readable(1, first), new Readable(2, second));
    }
  }

  @Test
  void everyTypeOfEventComesBackAsItWas() throws Exception {
    EventLog log = log(1);
    String longest = "a".repeat(Ids.ID_CHARS_MAX);
    List<Event> events =
        List.of(
            Samples.set(Samples.like(1, "u1"), "like", 1),
            Samples.set(Samples.like(1, "u1"), null, 2),
            Samples.set(Samples.reaction(1, longest), "love", 3),
            Samples.add(Samples.view(1, "u1"), 1, null, 4),
            Samples.add(Samples.view(1, "u1"), 1000, "👍🏽 ünïcödé ✓", 5),
            new CounterEvent(
                Samples.view(1, longest), 1, "👍".repeat(Ids.TOKEN_CHARS_MAX / 2), 6, 6),
            new CounterCheckpoint(Samples.likesOf(1), 1L << 40, Samples.version(7), 7),
            new LedgerCheckpoint(
                Samples.view(1, "u1").targetKind(), 9, 5, 4, 3, Samples.version(8), 8));
    for (Event event : events) {
      appendAndWait(log, event);
    }

    assertHolds(log, events);
    assertHolds(log(1), events);
  }

  @Test
  void readingGoesOnAfterAnOffsetInPages() throws Exception {
    EventLog log = log(1);
    List<Append> appends = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      appends.add(append(log, Samples.set(Samples.like(i, "u1"), "like", i)));
    }
    for (Append append : appends) {
      await(append);
    }

    assertThat(log.read(0, 98, 10)).extracting(LogRecord::offset).containsExactly(99L, 100L);
    assertThat(log.read(0, 42, 1)).extracting(LogRecord::offset).containsExactly(43L);
    for (int eventsMax : List.of(1, 7, 100, 1000)) {
      assertThat(readAll(log, 0, eventsMax))
          .as("pages of %d", eventsMax)
          .extracting(r -> ((Readable) r).event())
          .isEqualTo(appends.stream().map(a -> a.event).toList());
    }
  }

  @Test
  void readingBeyondTheEndIsEmpty() throws Exception {
    EventLog log = log(1);
    appendAndWait(log, Samples.set(Samples.like(1, "u1"), "like", 1));

    assertThat(log.read(0, 1, 10)).isEmpty();
    assertThat(log.read(0, 1_000_000, 10)).isEmpty();
  }

  @Test
  void offsetsGoOnAfterAReopen() throws Exception {
    EventLog log = log(1);
    for (int i = 1; i <= 3; i++) {
      appendAndWait(log, Samples.set(Samples.like(i, "u1"), "like", i));
    }

    log = log(1);

    assertThat(log.end(0)).isEqualTo(3);
    assertThat(appendAndWait(log, Samples.set(Samples.like(4, "u1"), "like", 4))).isEqualTo(4);
    assertThat(readAll(log, 0, 2)).extracting(LogRecord::offset).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void whatIsToldDurableCanBeReadAtOnce() throws Exception {
    EventLog log = log(1);
    ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    List<CompletableFuture<Void>> told = new ArrayList<>();
    for (int i = 1; i <= 50; i++) {
      CompletableFuture<Void> one = new CompletableFuture<>();
      told.add(one);
      log.append(
          Samples.set(Samples.like(i, "u1"), "like", i),
          new EventLog.AppendCallback() {
            @Override
            public void durable(long offset) {
              if (log.end(0) < offset) {
                problems.add("end is " + log.end(0) + " when " + offset + " is told durable");
              }
              one.complete(null);
            }

            @Override
            public void failed(OvationException failure) {
              one.completeExceptionally(failure);
            }
          });
    }
    progress();
    CompletableFuture.allOf(told.toArray(CompletableFuture[]::new))
        .get(WAIT_SECONDS, TimeUnit.SECONDS);

    assertThat(problems).isEmpty();
    assertThat(readAll(log, 0, 1000)).hasSize(50);
  }

  @Test
  void manyAppendersKeepTheirOrderAndAreEachToldOnce() throws Exception {
    EventLog log = log(PARTITIONS);
    int each = 400;
    Semaphore inFlight = new Semaphore(256);
    ConcurrentLinkedQueue<Append> appends = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int a = 0; a < appenders(); a++) {
      int appender = a;
      threads.add(
          Thread.ofPlatform().start(() -> appendMany(log, appender, each, inFlight, appends)));
    }
    for (Thread thread : threads) {
      assertThat(thread.join(Duration.ofSeconds(WAIT_SECONDS))).isTrue();
    }
    for (Append append : appends) {
      await(append);
    }
    assertThat(appends).hasSize(appenders() * each);
    assertThat(appends).allSatisfy(append -> assertThat(append.calls).hasValue(1));

    EventLog reopened = log(PARTITIONS);
    assertThat(appends).allSatisfy(append -> assertThat(append.calls).hasValue(1));
    List<List<LogRecord>> stored = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      List<LogRecord> records = readAll(reopened, p, 100);
      for (int i = 0; i < records.size(); i++) {
        assertThat(records.get(i).offset()).isEqualTo(i + 1);
      }
      assertThat(reopened.end(p)).isEqualTo(records.size());
      assertKeepsTheOrderOfEveryAppender(records);
      stored.add(records);
    }
    for (Append append : appends) {
      int partition = PARTITIONER.partition(append.event);
      long offset = append.offset.join();
      assertThat(stored.get(partition).get((int) offset - 1))
          .isEqualTo(new Readable(offset, append.event));
    }
    assertThat(stored.stream().mapToInt(List::size).sum()).isEqualTo(appends.size());
  }

  private void appendMany(
      EventLog log,
      int appender,
      int count,
      Semaphore inFlight,
      ConcurrentLinkedQueue<Append> appends) {
    for (int i = 0; i < count; i++) {
      if (!inFlight.tryAcquire()) {
        progress();
        inFlight.acquireUninterruptibly();
      }
      Append append = append(log, Samples.set(Samples.like(i % 16, "u" + appender), "like", i));
      var _ = append.offset.whenComplete((offset, failure) -> inFlight.release());
      appends.add(append);
    }
  }

  private static void assertKeepsTheOrderOfEveryAppender(List<LogRecord> records) {
    Map<String, Long> newest = new HashMap<>();
    for (LogRecord record : records) {
      Event event = ((Readable) record).event();
      assertThat(event.version()).isGreaterThan(newest.getOrDefault(event.entryKey(), 0L));
      newest.put(event.entryKey(), event.version());
    }
  }

  @Test
  void closingTellsEveryOutcome() throws Exception {
    EventLog log = log(1);
    List<Append> appends = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      appends.add(append(log, Samples.set(Samples.like(i, "u1"), "like", i)));
    }
    progress();
    log.close();
    log.close();

    for (Append append : appends) {
      await(append);
      assertThat(append.calls).hasValue(1);
    }
    assertThat(readAll(log(1), 0, 1000)).hasSize(200);
  }

  @Test
  void anAppendAfterClosingFailsForCertain() throws Exception {
    EventLog log = log(1);
    log.close();
    Append append = append(log, Samples.set(Samples.like(1, "u1"), "like", 1));
    progress();

    assertThat(append.offset)
        .failsWithin(Duration.ofSeconds(WAIT_SECONDS))
        .withThrowableOfType(ExecutionException.class)
        .havingCause()
        .isInstanceOfSatisfying(
            OvationException.class,
            e -> assertThat(e.code()).isNotEqualTo(ErrorCode.OUTCOME_UNKNOWN));
    assertThat(readAll(log(1), 0, 10)).isEmpty();
  }
}
