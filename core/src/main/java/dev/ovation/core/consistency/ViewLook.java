package dev.ovation.core.consistency;

import dev.ovation.core.consistency.HotLook.Judgement;
import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An actor's view beside the ledger. The places were read first, then the view, then the ledger. So
 * what a place had seen the view must show, and what the view shows the ledger must have.
 *
 * @param places by partition; nothing of a partition without one is judged
 */
record ViewLook(Actor actor, ActorRows view, Function<TargetKind, @Nullable Place> places) {

  Judgement judge(ActorRows stored) {
    for (Map.Entry<TargetKind, Row> row : stored.rows().entrySet()) {
      Judgement of = stored(row.getKey(), row.getValue());
      if (of.suspicion() != null) {
        return of;
      }
    }
    if (!stored.complete()) {
      return Judgement.RIGHT;
    }
    List<TargetKind> more =
        view.rows().keySet().stream().filter(key -> !stored.rows().containsKey(key)).toList();
    for (TargetKind targetKind : more) {
      Row shown = view.rows().get(targetKind);
      if (shown != null && shown.value() != null && counts(targetKind)) {
        return wrong(targetKind, SweepCause.PHANTOM_IN_VIEW, shown, Row.NONE);
      }
    }
    return Judgement.RIGHT;
  }

  /** Whether readers go by what the view says of a partition, and it can be judged. */
  private boolean counts(TargetKind targetKind) {
    Place place = places.apply(targetKind);
    return place != null && view.g() >= place.g();
  }

  private Judgement stored(TargetKind targetKind, Row row) {
    Place place = places.apply(targetKind);
    Row shown = view.rows().get(targetKind);
    if (place == null || view.g() < place.g()) {
      return Judgement.RIGHT;
    }
    if (shown == null) {
      boolean missing = view.complete() && row.value() != null && row.n() <= place.n();
      return missing
          ? wrong(targetKind, SweepCause.STALE_ACTOR_VIEW, Row.NONE, row)
          : Judgement.RIGHT;
    }
    if (HotLook.isSame(shown, row)) {
      return Judgement.RIGHT;
    }
    if (Rule.wins(row.version(), shown.version()) && row.n() > place.n()) {
      return Judgement.RIGHT;
    }
    boolean ahead = Rule.wins(shown.version(), row.version());
    return wrong(
        targetKind, ahead ? SweepCause.PHANTOM_IN_VIEW : SweepCause.STALE_ACTOR_VIEW, shown, row);
  }

  private Judgement wrong(TargetKind targetKind, SweepCause cause, Row shown, Row row) {
    Place place = places.apply(targetKind);
    return Judgement.wrong(
        targetKind,
        cause,
        "the view of "
            + RepairCase.naming(actor)
            + " has "
            + HotLook.text(shown)
            + "; the ledger has "
            + HotLook.text(row)
            + "; the place had seen commit "
            + (place == null ? "?" : Long.toString(place.n())));
  }
}
