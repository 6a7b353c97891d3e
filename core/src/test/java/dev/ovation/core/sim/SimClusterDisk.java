package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
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
  private final List<List<Direct>> direct = new ArrayList<>();
  private final SimCheckpoints checkpoints;
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
    VOID_REMEMBERED,
    /** A checkpoint holds what is in the outbox, and so is met in the log once more. */
    CHECKPOINT_WITH_OUTBOX,
    /** A counter whose event leaves the outbox gets no new checkpoint. */
    OUTBOX_LEAVES_NOT_DUE,
    /** Who meets an old checkpoint after a newer one leaves it at that. */
    OLD_CHECKPOINT_LAST,
    /** Who mends goes by the log alone, and not by what is still on its way there. */
    MENDED_WITHOUT_OUTBOX,
    /** A case is closed with the commit that mends, before the hot store is told. */
    CLOSED_BEFORE_IT_IS_TOLD
  }

  /**
   * An event that was committed directly.
   *
   * @param n the commit
   * @param h the offset of the log up to which the ledger had projected
   */
  record Direct(Event event, long n, long h) {}

  SimClusterDisk(Partitioner partitioner, TimeSource time, SimLeases leases, Set<Defect> defects) {
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
    this.checkpoints = new SimCheckpoints(this, time);
  }

  Partitioner partitioner() {
    return partitioner;
  }

  SimCheckpoints checkpoints() {
    return checkpoints;
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
    return partitioner.partition(targetKind);
  }

  long takeOver(int partition) {
    return ++epochs[partition];
  }

  long epoch(int partition) {
    return epochs[partition];
  }

  /** Fails for an owner that was replaced. */
  void fence(int partition, long epoch) {
    if (epoch != epochs[partition] && !defects.contains(Defect.NO_FENCING)) {
      throw new OvationException(ErrorCode.FENCED, "partition " + partition + " was taken over");
    }
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

  /** All that was ever committed directly, in order. */
  List<Direct> directly(int partition) {
    return direct.get(partition);
  }

  /** The same without where the ledger stood. */
  List<Event> direct(int partition) {
    return directly(partition).stream().map(Direct::event).toList();
  }

  void add(int partition, Event event, long n, boolean isDirect) {
    outbox.get(partition).add(new OutboxRow(++lastId, event, n, false));
    if (isDirect) {
      direct.get(partition).add(new Direct(event, n, ledger.now(partition).position().h()));
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
