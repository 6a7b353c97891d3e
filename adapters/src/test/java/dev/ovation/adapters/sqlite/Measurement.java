package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The figures of decision 010: run {@code main} with {@code log} or {@code ledger} and an empty
 * directory on the disk to be measured.
 */
final class Measurement {
  private static final int ACTORS = 100_000;
  private static final int TARGETS = 50_000;

  private Measurement() {}

  /** Arguments: what to measure, an empty directory, and the number of events. */
  public static void main(String[] arguments) throws Exception {
    int events = Integer.parseInt(arguments[2]);
    try (DataDirectory directory = DataDirectory.open(Path.of(arguments[1]))) {
      switch (arguments[0]) {
        case "log" -> log(directory, events);
        case "ledger" -> ledger(directory, events);
        default -> throw new IllegalArgumentException("log or ledger, not " + arguments[0]);
      }
    }
  }

  private static RegisterEvent event(SplittableRandom random, int number) {
    Target target = new Target("default", "video", "v" + random.nextInt(TARGETS));
    Interaction interaction = Interaction.of(target, "like", "user-" + random.nextInt(ACTORS));
    long version = Version.atMillis(Version.EPOCH_MILLIS + number, 1);
    return new RegisterEvent(interaction, "like", version, Version.millis(version));
  }

  /** 256 writers, each of which sends its next event when the last is durable. */
  private static void log(DataDirectory directory, int events) throws InterruptedException {
    int writers = 256;
    RegisterEvent[] prepared = new RegisterEvent[Math.min(events, 200_000)];
    SplittableRandom random = new SplittableRandom(1);
    Arrays.setAll(prepared, i -> event(random, i));
    long[] latencies = new long[events];
    AtomicInteger next = new AtomicInteger();
    AtomicInteger commits = new AtomicInteger();
    CountDownLatch left = new CountDownLatch(events);
    LogObserver observer =
        new LogObserver() {
          @Override
          public void committed(int size, long bytes, long commitNanos, int queueDepth) {
            commits.incrementAndGet();
          }
        };
    try (SqliteEventLog log =
        SqliteEventLog.open(directory, LogSettings.defaults(), observer, TimeSource.SYSTEM)) {
      long started = System.nanoTime();
      for (int w = 0; w < writers; w++) {
        send(log, prepared, latencies, next, left);
      }
      left.await();
      double seconds = (System.nanoTime() - started) / 1e9;
      Arrays.sort(latencies);
      System.out.printf(
          "%,.0f events/s, %.0f events a commit, p50 %.2f ms, p99 %.2f ms, p99.9 %.2f ms, max %.2f"
              + " ms%n",
          events / seconds,
          (double) events / commits.get(),
          latencies[events / 2] / 1e6,
          latencies[(int) (events * 0.99)] / 1e6,
          latencies[(int) (events * 0.999)] / 1e6,
          latencies[events - 1] / 1e6);
    }
  }

  private static void send(
      SqliteEventLog log,
      RegisterEvent[] prepared,
      long[] latencies,
      AtomicInteger next,
      CountDownLatch left) {
    int i = next.getAndIncrement();
    if (i >= latencies.length) {
      return;
    }
    long sent = System.nanoTime();
    log.append(
        prepared[i % prepared.length],
        new AppendCallback() {
          @Override
          public void durable(long offset) {
            latencies[i] = System.nanoTime() - sent;
            left.countDown();
            send(log, prepared, latencies, next, left);
          }

          @Override
          public void failed(OvationException failure) {
            throw failure;
          }
        });
  }

  /** Random likes in batches of 20,000, by the same calls as the projector's. */
  private static void ledger(DataDirectory directory, int events) {
    int batch = 20_000;
    SplittableRandom random = new SplittableRandom(2);
    try (SqliteLedger ledger = SqliteLedger.open(directory, LedgerSettings.defaults())) {
      long nanosOfHundredThousand = 0;
      // On a machine that others use too, the thread's own time says more than the clock.
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long cpuBefore = threads.getCurrentThreadCpuTime();
      for (int done = 0; done < events; done += batch) {
        Map<Interaction, RegisterEvent> registers = new LinkedHashMap<>();
        for (int i = 0; i < batch; i++) {
          RegisterEvent event = event(random, done + i);
          registers.put(event.interaction(), event);
        }
        long started = System.nanoTime();
        long offset = (long) done + batch;
        ledger.transact(0, transaction -> project(transaction, registers, offset));
        nanosOfHundredThousand += System.nanoTime() - started;
        if (offset % 100_000 == 0) {
          System.out.printf(
              "%,d stored, the last 100,000 at %,.0f events/s, %,.0f a second of the thread's time%n",
              offset,
              100_000 / (nanosOfHundredThousand / 1e9),
              100_000 / ((threads.getCurrentThreadCpuTime() - cpuBefore) / 1e9));
          nanosOfHundredThousand = 0;
          cpuBefore = threads.getCurrentThreadCpuTime();
        }
      }
      System.out.printf("%,d bytes%n", ledger.stats().bytes());
    }
  }

  private static long project(
      LedgerTransaction transaction, Map<Interaction, RegisterEvent> registers, long offset) {
    LedgerPosition before = transaction.position();
    List<Interaction> interactions = List.copyOf(registers.keySet());
    List<Row> rows = transaction.rows(interactions);
    List<RowChange> changes = new ArrayList<>();
    Map<TargetKind, Long> deltas = new LinkedHashMap<>();
    long n = before.n() + 1;
    for (int i = 0; i < rows.size(); i++) {
      RegisterEvent event = registers.get(interactions.get(i));
      if (event != null) {
        Row after = Rule.apply(rows.get(i), event, n);
        changes.add(new RowChange(interactions.get(i), rows.get(i), after));
        deltas.merge(event.targetKind(), rows.get(i).value() == null ? 1L : 0L, Long::sum);
      }
    }
    List<TargetKind> touched = List.copyOf(deltas.keySet());
    List<Counts> counts = transaction.counts(touched);
    List<CountChange> after = new ArrayList<>();
    for (int i = 0; i < touched.size(); i++) {
      TreeMap<String, Long> byValue = new TreeMap<>();
      byValue.put("like", counts.get(i).get("like") + deltas.getOrDefault(touched.get(i), 0L));
      after.add(new CountChange(touched.get(i), byValue));
    }
    LedgerPosition position = new LedgerPosition(n, offset, before.version());
    transaction.write(new Changes(position, changes, after, List.of(), List.of()));
    return n;
  }
}
