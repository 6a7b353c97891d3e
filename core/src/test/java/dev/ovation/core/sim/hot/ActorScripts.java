package dev.ovation.core.sim.hot;

import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.ViewAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The scripts of an actor's slot, and the two keys it has: the view and the lease of its fill. */
final class ActorScripts {
  private final Keys keys;
  private final String runId;
  private final Set<Defect> defects;

  /** The keys of one actor. */
  static final class Keys {
    @Nullable View view;
    @Nullable Lease lease;

    Keys copy() {
      Keys copy = new Keys();
      copy.view = view;
      copy.lease = lease;
      return copy;
    }
  }

  /** Confirmed rows, oldest use first. Never changed once made. */
  record View(String runId, long g, Map<TargetKind, Row> rows, boolean complete, long used) {
    long bytes() {
      return 256 + 300L * rows.size();
    }
  }

  /** Who may install a view. */
  record Lease(String runId, long token) {}

  ActorScripts(Keys keys, String runId, Set<Defect> defects) {
    this.keys = keys;
    this.runId = runId;
    this.defects = defects;
  }

  private @Nullable View view() {
    View view = keys.view;
    boolean counts =
        view != null && (view.runId().equals(runId) || defects.contains(Defect.NO_RUN_ID));
    return counts ? view : null;
  }

  ViewAnswer read(List<TargetKind> targetKinds) {
    View view = view();
    List<@Nullable Row> rows = new ArrayList<>();
    for (TargetKind targetKind : targetKinds) {
      Row row = view == null ? null : view.rows().get(targetKind);
      rows.add(row == null && view != null && view.complete() ? Row.NONE : row);
    }
    long g = defects.contains(Defect.VIEW_WITHOUT_G) ? Long.MAX_VALUE : view == null ? 0 : view.g();
    return new ViewAnswer(view != null, rows, g);
  }

  @Nullable ActorRows contents() {
    View view = view();
    return view == null ? null : new ActorRows(view.rows(), view.complete(), view.g());
  }

  /**
   * @param token chosen by the caller, and by nobody else ever: a counter in the slot would begin
   *     again when the server forgets
   */
  long lease(long token) {
    keys.lease = new Lease(runId, token);
    return token;
  }

  boolean fill(long token, ActorRows filled, int rowsMax, long now) {
    if (!new Lease(runId, token).equals(keys.lease)) {
      return false;
    }
    keys.lease = null;
    keys.view = capped(new View(runId, filled.g(), filled.rows(), filled.complete(), now), rowsMax);
    return true;
  }

  /** Step 2 of a confirm, for one row. */
  void confirm(RowConfirm confirm, int rowsMax) {
    if (!defects.contains(Defect.LEASE_STAYS_WHOLE)) {
      keys.lease = null; // Whatever a fill has read may be older than this row.
    }
    View view = view();
    TargetKind targetKind = confirm.interaction().targetKind();
    Row held = view == null ? null : view.rows().get(targetKind);
    if (view == null || (held == null && !view.complete())) {
      return; // An incomplete view only updates rows that it holds.
    }
    if (held == null || Rule.wins(confirm.row().version(), held.version())) {
      Map<TargetKind, Row> rows = new LinkedHashMap<>(view.rows());
      rows.put(targetKind, confirm.row());
      keys.view =
          capped(new View(view.runId(), view.g(), rows, view.complete(), view.used()), rowsMax);
    }
  }

  /** Over the cap rows go, and with them, in the same step, the claim to be complete. */
  private static View capped(View view, int rowsMax) {
    if (view.rows().size() <= rowsMax) {
      return view;
    }
    Map<TargetKind, Row> rows = new LinkedHashMap<>(view.rows());
    var oldest = rows.keySet().iterator();
    while (rows.size() > rowsMax) {
      oldest.next();
      oldest.remove();
    }
    return new View(view.runId(), view.g(), rows, false, view.used());
  }
}
