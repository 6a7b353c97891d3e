package dev.ovation.core.projection;

import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.SettledEvent;
import dev.ovation.core.port.HotStore.TargetConfirm;
import java.util.List;

/**
 * What the hot store is told after a commit: target slots, then which letters are settled, then
 * actor views, then the place.
 */
record Confirmation(
    Commit commit,
    List<TargetConfirm> targets,
    List<SettledEvent> settled,
    List<RowConfirm> views) {

  /** The same, told to another place. */
  Confirmation to(Commit other) {
    return new Confirmation(other, targets, settled, views);
  }
}
