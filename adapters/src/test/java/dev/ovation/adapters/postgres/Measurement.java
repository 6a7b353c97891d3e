package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.TimeSource;
import dev.ovation.engines.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The figures of decision 020: projects random likes of 100,000 actors on 50,000 targets in batches
 * of 20,000, by the same calls as the projector's, each partition by a thread of its own.
 */
final class Measurement {
  private static final int ACTORS = 100_000;
  private static final int TARGETS = 50_000;
  private static final int BATCH = 20_000;
  private static final int REPORT_EVENTS = 200_000;

  private Measurement() {}

  /** Arguments: an empty directory, the number of events, of partitions, and server settings. */
  public static void main(String[] arguments) throws Exception {
    int events = Integer.parseInt(arguments[1]);
    int partitions = Integer.parseInt(arguments[2]);
    List<String> options = List.of(arguments).subList(3, arguments.length);
    try (PostgresServer server = TestPostgres.server(Path.of(arguments[0]), options)) {
      server.start();
      long started = System.nanoTime();
      PostgresSettings settings = PostgresSettings.of(TestPostgres.place(server), partitions);
      try (PostgresLedger ledger = PostgresLedger.open(settings, TimeSource.SYSTEM)) {
        System.out.printf("opened in %d ms%n", (System.nanoTime() - started) / 1_000_000);
        for (int done = 0; done < events; done += REPORT_EVENTS) {
          // On a machine that others use too, processor time says more than the clock.
          Duration client = processorTime();
          Duration ofServer = server.processorTime();
          long begun = System.nanoTime();
          project(ledger, done, partitions);
          System.out.printf(
              "%,d stored, the last %,d at %,.0f events/s; processor time %.1f s here, %.1f s of the"
                  + " server%n",
              done + REPORT_EVENTS,
              REPORT_EVENTS,
              REPORT_EVENTS / ((System.nanoTime() - begun) / 1e9),
              processorTime().minus(client).toMillis() / 1e3,
              server.processorTime().minus(ofServer).toMillis() / 1e3);
        }
        System.out.printf("%,d bytes%n", ledger.stats().bytes());
      }
    }
    System.exit(0);
  }

  private static Duration processorTime() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private static void project(PostgresLedger ledger, int done, int partitions) throws Exception {
    Partitioner partitioner = new Partitioner(partitions);
    try (ExecutorService threads = Executors.newFixedThreadPool(partitions)) {
      List<Future<?>> parts = new ArrayList<>();
      for (int p = 0; p < partitions; p++) {
        int partition = p;
        SplittableRandom random = new SplittableRandom(done * 64L + p);
        parts.add(
            threads.submit(
                () -> {
                  int share = REPORT_EVENTS / partitions;
                  for (int part = 0; part < share; part += BATCH) {
                    batch(ledger, partition, partitioner, random, Math.min(BATCH, share - part));
                  }
                }));
      }
      for (Future<?> part : parts) {
        part.get();
      }
    }
  }

  private static void batch(
      PostgresLedger ledger,
      int partition,
      Partitioner partitioner,
      SplittableRandom random,
      int size) {
    List<RegisterEvent> events = new ArrayList<>(size);
    while (events.size() < size) {
      Target target = new Target("default", "video", "v" + random.nextInt(TARGETS));
      if (partitioner.ofRegisters(target) == partition) {
        Interaction interaction = Interaction.of(target, "like", "user-" + random.nextInt(ACTORS));
        long at = Version.EPOCH_MILLIS + random.nextInt(1_000_000_000);
        events.add(new RegisterEvent(interaction, "like", Version.atMillis(at, 1), at));
      }
    }
    ledger.transact(partition, transaction -> project(transaction, events));
  }

  private static long project(LedgerTransaction transaction, List<RegisterEvent> events) {
    LedgerPosition before = transaction.position();
    Map<Interaction, RegisterEvent> registers = new LinkedHashMap<>();
    events.forEach(event -> registers.put(event.interaction(), event));
    List<RegisterEvent> newest = List.copyOf(registers.values());
    List<Row> rows = transaction.rows(newest.stream().map(RegisterEvent::interaction).toList());
    List<RowChange> changes = new ArrayList<>();
    Map<TargetKind, Long> deltas = new LinkedHashMap<>();
    long n = before.n() + 1;
    for (int i = 0; i < rows.size(); i++) {
      RegisterEvent event = newest.get(i);
      Row after = Rule.apply(rows.get(i), event, n);
      changes.add(new RowChange(event.interaction(), rows.get(i), after));
      deltas.merge(event.targetKind(), rows.get(i).value() == null ? 1L : 0L, Long::sum);
    }
    List<TargetKind> touched = List.copyOf(deltas.keySet());
    List<Counts> counts = transaction.counts(touched);
    List<CountChange> after = new ArrayList<>();
    for (int i = 0; i < touched.size(); i++) {
      TreeMap<String, Long> byValue = new TreeMap<>();
      byValue.put("like", counts.get(i).get("like") + deltas.getOrDefault(touched.get(i), 0L));
      after.add(new CountChange(touched.get(i), byValue));
    }
    LedgerPosition position = new LedgerPosition(n, before.h() + events.size(), before.version());
    transaction.write(new Changes(position, changes, after, List.of(), List.of()));
    return n;
  }
}
