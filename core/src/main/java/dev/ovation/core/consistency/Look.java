package dev.ovation.core.consistency;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.ConsistencyLedger.Cause;
import dev.ovation.core.port.ConsistencyLedger.View;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that was seen of one watched event, in the order in which it was looked for: how far the hot
 * store is confirmed, the target's slot, the actor's view, the ledger. Each was read after the one
 * before, so none can lack what an earlier one says is there. Not thread-safe.
 */
final class Look {
  final Watched watched;

  /** False when the hot store could not be asked; it is not judged then. */
  boolean hotKnown;

  @Nullable Place place;
  @Nullable HotAnswer slot;

  /** What the actor's view holds; null when it can't tell. */
  @Nullable Row viewed;

  @Nullable LedgerAnswer ledger;
  boolean parked;

  Look(Watched watched) {
    this.watched = watched;
  }

  /** What a look means. */
  enum Verdict {
    RIGHT,
    /** The view has not passed the event's position: it is in flight. */
    BEHIND,
    WRONG
  }

  /**
   * How one view is.
   *
   * @param found what it shows
   * @param passed the offset that it has passed
   */
  record Judgement(Verdict verdict, Row found, long passed, @Nullable Cause cause) {}

  /** Whether the slot alone can't tell what a reader is shown, so that the view is asked next. */
  boolean asksView() {
    HotAnswer answer = slot;
    return place != null && answer != null && !answer.isCold() && rowOf(answer.entry()) == null;
  }

  /** Only once the ledger was asked. */
  Judgement inLedger() {
    LedgerAnswer answer = Objects.requireNonNull(ledger);
    return judge(View.LEDGER, answer.row(), answer.h(), null);
  }

  /** Only for registers, once the ledger was asked, and if {@link #hotKnown}. */
  Judgement inHot() {
    LedgerAnswer answer = Objects.requireNonNull(ledger);
    Place at = place;
    HotAnswer shown = slot;
    if (at == null || shown == null || shown.isCold()) {
      return judge(View.HOT, answer.row(), answer.h(), Cause.WRONG_IN_LEDGER);
    }
    EntryState entry = shown.entry();
    Row row = rowOf(entry);
    Cause source = null;
    if (row == null) {
      row = viewed;
      source = Cause.STALE_ACTOR_VIEW;
    }
    if (row == null) {
      row = answer.row();
      source = Cause.WRONG_IN_LEDGER;
    }
    return judge(View.HOT, newest(row, entry == null ? null : entry.pending()), at.h(), source);
  }

  private Judgement judge(View view, Row found, long passed, @Nullable Cause source) {
    if (shows(found) || parked) {
      return new Judgement(Verdict.RIGHT, found, passed, null);
    }
    if (passed < watched.offset) {
      return new Judgement(Verdict.BEHIND, found, passed, null);
    }
    return new Judgement(Verdict.WRONG, found, passed, cause(view, found, source));
  }

  private Cause cause(View view, Row found, @Nullable Cause source) {
    if (source != null) {
      return source;
    }
    if (found.version() == watched.event.version()) {
      return Cause.VALUE_DIFFERS;
    }
    return watched.wasSeen(view) ? Cause.LOST : Cause.SKIPPED;
  }

  /**
   * Whether a row is what the event made of it, or newer. A register that was unset and has no row
   * reads as one whose tombstone is still there. A counter's key is there or not.
   */
  private boolean shows(Row row) {
    if (!(watched.event instanceof RegisterEvent event)) {
      return row.exists();
    }
    if (!row.exists()) {
      return event.value() == null;
    }
    return row.version() > event.version()
        || (row.version() == event.version() && Objects.equals(row.value(), event.value()));
  }

  private static @Nullable Row rowOf(@Nullable EntryState entry) {
    return entry == null ? null : entry.row();
  }

  private static Row newest(Row row, @Nullable Pending pending) {
    return pending != null
            && pending.event() instanceof RegisterEvent event
            && event.version() > row.version()
        ? new Row(event.value(), event.version(), event.atMillis(), 0)
        : row;
  }
}
