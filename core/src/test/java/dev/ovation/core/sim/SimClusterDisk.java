package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a ledger shared by nodes keeps, beside what every ledger does: it outlives all nodes. It
 * also remembers, for checks only, what was ever committed directly and who committed last.
 */
final class SimClusterDisk {
  private final Partitioner partitioner;
  private final SimLedger.Disk ledger;
  private final SimLeases leases;
  private final Set<Defect> defects;
  private final long[] epochs;
  private final boolean[] placed;
  private final List<List<OutboxRow>> outbox = new ArrayList<>();
  private final List<List<Event>> direct = new ArrayList<>();
  private long generation;
  private long lastId;
  private boolean committedByOldOwner;

  /** Rules that a ledger, or who writes to it, may leave out. */
  enum Defect {
    NO_FENCING,
    LOSERS_NOT_REAPPENDED,
    OUTBOX_ROW_STAYS,
    VERSIONS_NOT_REMEMBERED,
    /** A commit that settled letters can't be confirmed again. */
    SETTLED_WITHOUT_TRACE,
    /** Letters are settled by whoever is asked, as if that were no commit. */
    SETTLED_WITHOUT_COMMIT,
    /** A letter is done without what it says being written. */
    RETRY_FORGETS_THE_EVENT,
    /** The ledger says that there is no place, whether or not one counts. */
    ALWAYS_VOID,
    /** A new generation leaves the partition void. */
    VOID_STAYS,
    /** Readers go by what they were told of a partition before: whether it has a place. */
    VOID_REMEMBERED
  }

  SimClusterDisk(Partitioner partitioner, SimLeases leases, Set<Defect> defects) {
    this.partitioner = partitioner;
    this.ledger = new SimLedger.Disk(partitioner);
    this.leases = leases;
    this.defects = Set.copyOf(defects);
    this.epochs = new long[partitioner.partitions()];
    this.placed = new boolean[partitioner.partitions()];
    for (int p = 0; p < epochs.length; p++) {
      outbox.add(new ArrayList<>());
      direct.add(new ArrayList<>());
    }
  }

  SimLedger.Disk ledger() {
    return ledger;
  }

  SimLeases leases() {
    return leases;
  }

  Set<Defect> defects() {
    return defects;
  }

  int partitions() {
    return epochs.length;
  }

  int partition(TargetKind targetKind) {
    return partitioner.partition(targetKind.target());
  }

  long takeOver(int partition) {
    return ++epochs[partition];
  }

  long epoch(int partition) {
    return epochs[partition];
  }

  void placed(int partition, boolean isPlaced) {
    placed[partition] = isPlaced;
  }

  boolean isPlaced(int partition) {
    return placed[partition] && !defects.contains(Defect.ALWAYS_VOID);
  }

  void committedBy(int partition, long epoch) {
    committedByOldOwner |= epoch != epochs[partition];
  }

  /** Whether an owner ever committed after it had been replaced. */
  boolean committedByOldOwner() {
    return committedByOldOwner;
  }

  long nextGeneration() {
    return ++generation;
  }

  long generation() {
    return generation;
  }

  List<OutboxRow> outbox(int partition) {
    return List.copyOf(outbox.get(partition));
  }

  /** All events that were ever committed directly. */
  List<Event> direct(int partition) {
    return direct.get(partition);
  }

  void add(int partition, Event event, long n, boolean isDirect) {
    outbox.get(partition).add(new OutboxRow(++lastId, event, n, false));
    if (isDirect) {
      direct.get(partition).add(event);
    }
  }

  void remove(int partition, Set<Long> ids) {
    outbox.get(partition).removeIf(row -> ids.contains(row.id()));
  }

  void markSent(int partition, Set<Long> ids) {
    outbox
        .get(partition)
        .replaceAll(
            row ->
                ids.contains(row.id()) ? new OutboxRow(row.id(), row.event(), row.n(), true) : row);
  }
}
