package dev.ovation.core.sim.hot;

import dev.ovation.core.sim.hot.PartitionKeys.StoredPlace;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a script on a partition's slot knows beside its arguments.
 *
 * @param runId of the server
 * @param millis the server's clock
 */
record SlotContext(PartitionKeys keys, String runId, long millis, Set<Defect> defects) {

  boolean has(Defect defect) {
    return defects.contains(defect);
  }

  /** The place, unless it is missing: never written, on another run of the server, or expired. */
  @Nullable StoredPlace place() {
    StoredPlace stored = keys.place;
    boolean counts =
        stored != null
            && (stored.runId().equals(runId) || has(Defect.NO_RUN_ID))
            && stored.until() > millis;
    return counts ? stored : null;
  }
}
