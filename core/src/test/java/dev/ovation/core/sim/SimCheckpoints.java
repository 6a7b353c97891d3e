package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Checkpoints.Known;
import dev.ovation.core.port.Checkpoints.Slice;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a simulated ledger keeps of checkpoints. Its callers hold the partition's lock. */
final class SimCheckpoints {
  private final SimClusterDisk disk;
  private final TimeSource time;
  private final List<Map<TargetKind, Due>> due = new ArrayList<>();
  private final Map<TargetKind, LedgerCheckpoint> known = new HashMap<>();
  private final Map<TargetKind, Long> restoredUpTo = new HashMap<>();
  private final long[] restored;

  /**
   * A counter that changed.
   *
   * @param sinceH the offset before the first change
   * @param takenN the commit that a checkpoint was made at and nothing changed since; or -1
   */
  private record Due(long sinceH, long sinceMillis, long takenN) {}

  SimCheckpoints(SimClusterDisk disk, TimeSource time) {
    this.disk = disk;
    this.time = time;
    this.restored = new long[disk.partitions()];
    for (int p = 0; p < disk.partitions(); p++) {
      due.add(new LinkedHashMap<>());
    }
  }

  private boolean has(SimClusterDisk.Defect defect) {
    return disk.defects().contains(defect);
  }

  // ---- what is due ---------------------------------------------------------------------------

  /** A transaction commits: notes which counters are due from now on. */
  void committed(
      int partition,
      long h,
      @Nullable Changes changes,
      @Nullable TargetKind mended,
      Collection<OutboxRow> takenOut) {
    if (!disk.partitioner().isOfCounters(partition)) {
      return;
    }
    Set<TargetKind> counters = new LinkedHashSet<>();
    if (mended != null) {
      counters.add(mended);
    }
    if (changes != null) {
      changes.counts().forEach(count -> counters.add(count.targetKind()));
      for (DeadLetter letter : changes.parked()) {
        if (letter.event() instanceof CounterEvent e) {
          counters.add(e.targetKind());
        }
      }
    }
    if (!has(SimClusterDisk.Defect.OUTBOX_LEAVES_NOT_DUE)) {
      takenOut.forEach(row -> counters.add(row.event().targetKind()));
    }
    for (TargetKind counter : counters) {
      due.get(partition)
          .merge(
              counter,
              new Due(h, time.millis(), -1),
              (before, now) -> new Due(before.sinceH(), before.sinceMillis(), -1));
    }
  }

  Slice take(int partition, Duration age, int countersMax) {
    LedgerState state = disk.ledger().now(partition);
    Map<TargetKind, Due> of = due.get(partition);
    List<TargetKind> taken =
        of.entrySet().stream()
            .filter(each -> time.millis() - each.getValue().sinceMillis() >= age.toMillis())
            .filter(each -> !hasParked(state, each.getKey()))
            .sorted(Comparator.comparingLong(each -> each.getValue().sinceH()))
            .limit(countersMax)
            .map(Map.Entry::getKey)
            .toList();
    long covered = covered(of, Set.of(), state);
    List<LedgerCheckpoint> made = new ArrayList<>();
    for (TargetKind counter : taken) {
      long total = state.countsOf(counter).get(counter.kind()) - inOutbox(partition, counter);
      var at = state.position();
      made.add(
          new LedgerCheckpoint(
              counter, total, at.h(), at.n(), covered, at.version(), time.millis()));
      of.computeIfPresent(counter, (k, d) -> new Due(d.sinceH(), d.sinceMillis(), at.n()));
    }
    return new Slice(made, covered(of, Set.copyOf(taken), state));
  }

  private static long covered(Map<TargetKind, Due> of, Set<TargetKind> but, LedgerState state) {
    return of.entrySet().stream()
        .filter(each -> !but.contains(each.getKey()))
        .mapToLong(each -> each.getValue().sinceH())
        .min()
        .orElse(state.position().h());
  }

  private static boolean hasParked(LedgerState state, TargetKind counter) {
    return state.letters().stream()
        .map(DeadLetter::event)
        .anyMatch(event -> event != null && event.targetKind().equals(counter));
  }

  private long inOutbox(int partition, TargetKind counter) {
    if (has(SimClusterDisk.Defect.CHECKPOINT_WITH_OUTBOX)) {
      return 0;
    }
    long sum = 0;
    for (OutboxRow row : disk.outbox(partition)) {
      Event event = row.event();
      if (event instanceof CounterEvent e && e.targetKind().equals(counter)) {
        sum += e.by();
      }
    }
    return sum;
  }

  void made(int partition, List<LedgerCheckpoint> durable) {
    for (LedgerCheckpoint checkpoint : durable) {
      due.get(partition)
          .computeIfPresent(
              checkpoint.targetKind(), (k, d) -> d.takenN() == checkpoint.n() ? null : d);
    }
  }

  Duration behind() {
    long oldest =
        due.stream()
            .flatMap(of -> of.values().stream())
            .mapToLong(Due::sinceMillis)
            .min()
            .orElse(time.millis());
    return Duration.ofMillis(time.millis() - oldest);
  }

  // ---- what was met --------------------------------------------------------------------------

  List<@Nullable LedgerCheckpoint> newest(List<TargetKind> counters) {
    List<@Nullable LedgerCheckpoint> found = new ArrayList<>();
    counters.forEach(counter -> found.add(known.get(counter)));
    return found;
  }

  void met(Collection<LedgerCheckpoint> newest) {
    newest.forEach(each -> known.put(each.targetKind(), each));
  }

  Known of(int partition) {
    List<LedgerCheckpoint> all = all(partition);
    return new Known(
        all.size(),
        all.stream().mapToLong(LedgerCheckpoint::h).max().orElse(0),
        all.stream().mapToLong(LedgerCheckpoint::covered).max().orElse(0),
        restored[partition]);
  }

  private List<LedgerCheckpoint> all(int partition) {
    return known.values().stream()
        .filter(each -> disk.partitioner().ofCounters(each.target()) == partition)
        .toList();
  }

  // ---- restoring -----------------------------------------------------------------------------

  List<Long> restoredUpTo(List<TargetKind> counters) {
    return counters.stream().map(counter -> restoredUpTo.getOrDefault(counter, 0L)).toList();
  }

  /** The counts with the totals of checkpoints; null when there is nothing to restore. */
  @Nullable Changes restore(int partition, LedgerState state, long h) {
    List<LedgerCheckpoint> all = all(partition);
    if (restored[partition] > 0 || state.position().h() > 0 || all.isEmpty()) {
      return null;
    }
    long n = state.position().n();
    long version = state.position().version();
    List<CountChange> counts = new ArrayList<>();
    for (LedgerCheckpoint each : all) {
      n = Math.max(n, each.n());
      version = Math.max(version, each.version());
      String value = each.targetKind().kind();
      long total = state.countsOf(each.targetKind()).get(value) + each.total();
      counts.add(new CountChange(each.targetKind(), new TreeMap<>(Map.of(value, total))));
      restoredUpTo.put(each.targetKind(), each.h());
    }
    restored[partition] = of(partition).h();
    return new Changes(
        new dev.ovation.core.port.Ledger.LedgerPosition(n, h, version),
        List.of(),
        counts,
        List.of(),
        List.of());
  }

  /** The newest checkpoint that was met; fails when there is none. */
  LedgerCheckpoint met(TargetKind counter) {
    return Objects.requireNonNull(known.get(counter));
  }
}
