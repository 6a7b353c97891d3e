package dev.ovation.core.sim;

import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What repairers of a cluster may get wrong. The simulator must catch every one. */
enum ClusterRepairBug implements ClusterParts {
  /** Whoever takes up the partition after a crash does not know that there is more to tell. */
  CLOSED_BEFORE_IT_IS_TOLD(SimVandal.Mode.DAMAGE, SimClusterDisk.Defect.CLOSED_BEFORE_IT_IS_TOLD),

  /** A direct write whose event is not in the log yet is taken for a row that nobody wrote. */
  OUTBOX_IGNORED(SimVandal.Mode.CASES, SimClusterDisk.Defect.MENDED_WITHOUT_OUTBOX),

  /** What the log says is read, but not up to where the ledger is. */
  LOG_READ_IN_PART(SimVandal.Mode.CASES, null) {
    @Override
    public EventLog log(EventLog log) {
      return new ScannedInPart(log);
    }
  };

  private final SimVandal.Mode mode;
  private final SimClusterDisk.@Nullable Defect defect;

  ClusterRepairBug(SimVandal.Mode mode, SimClusterDisk.@Nullable Defect defect) {
    this.mode = mode;
    this.defect = defect;
  }

  @Override
  public SimVandal.Mode vandalism() {
    return mode;
  }

  @Override
  public Set<SimClusterDisk.Defect> ledgerDefects() {
    return defect == null ? Set.of() : Set.of(defect);
  }

  /**
   * Who reads the whole log in large slices, as repairers do, never sees the record that was the
   * last one when the reading began.
   */
  private static final class ScannedInPart extends ForwardingLog {
    private static final int LARGE = 1_000;

    private final Map<Integer, Long> ends = new HashMap<>();

    ScannedInPart(EventLog to) {
      super(to);
    }

    @Override
    public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
      List<LogRecord> records = super.read(partition, afterOffset, eventsMax);
      if (eventsMax < LARGE || records.isEmpty()) {
        return records;
      }
      if (afterOffset == 0 && records.size() > 1) {
        List<LogRecord> part = records.subList(0, records.size() - 1);
        ends.put(partition, part.getLast().offset());
        return part;
      }
      Long end = ends.get(partition);
      return end != null && end == afterOffset ? records.subList(1, records.size()) : records;
    }
  }
}
