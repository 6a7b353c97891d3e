package dev.ovation.core.consistency;

import dev.ovation.core.consistency.Look.Judgement;
import dev.ovation.core.consistency.Look.Verdict;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.port.ConsistencyLedger.Finding;
import dev.ovation.core.port.ConsistencyLedger.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Writes down what looks mean, in the tallies and in the totals alike. Not thread-safe. */
final class Recorder {
  private final Windows windows;
  private final Tallies tallies;
  private final Totals totals;

  Recorder(Windows windows, Tallies tallies, Totals totals) {
    this.windows = windows;
    this.tallies = tallies;
    this.totals = totals;
  }

  void covered(long hour, int partition, Coverage what, long events) {
    tallies.add(hour, partition, what.figure(), events);
    totals.covered(what, events);
  }

  void lag(long hour, int partition, long nanos) {
    tallies.add(hour, partition, Lag.figure(nanos), 1);
  }

  /** A view is known to have been behind, without a look. */
  void behind(long hour, Watched event, View view, int window) {
    check(hour, event, view, window, Verdict.BEHIND);
  }

  /** Those whose window is not over yet; the others are counted. */
  List<Watched> inTime(Windows.Due due, long nowNanos, long hour) {
    List<Watched> inTime = new ArrayList<>();
    for (Watched event : due.events()) {
      if (windows.isOver(due.window(), event, nowNanos)) {
        covered(hour, event.partition, Coverage.LATE, 1);
      } else {
        inTime.add(event);
      }
    }
    return inTime;
  }

  /** Nothing can be said of these. */
  void unavailable(Inspection inspection, long hour) {
    for (Look look : inspection.looks()) {
      covered(hour, look.watched.partition, Coverage.UNAVAILABLE, 1);
    }
  }

  /** Takes down an inspection; answers which events are looked for at later windows, too. */
  List<Watched> record(Inspection inspection, long hour, long nowMillis) {
    Set<Watched> parked = new HashSet<>();
    for (Look look : inspection.looks()) {
      Watched event = look.watched;
      if (look.parked) {
        // Whoever takes it back or drops it does so deliberately, and in one transaction.
        covered(hour, event.partition, Coverage.PARKED, 1);
        parked.add(event);
        continue;
      }
      take(look, View.LEDGER, look.inLedger(), inspection.window(), hour, nowMillis);
      if (!event.isRegister()) {
        continue;
      }
      if (look.hotKnown) {
        take(look, View.HOT, look.inHot(), inspection.window(), hour, nowMillis);
      } else {
        covered(hour, event.partition, Coverage.UNAVAILABLE, 1);
      }
    }
    return inspection.events().stream().filter(event -> !parked.contains(event)).toList();
  }

  private void take(
      Look look, View view, Judgement judgement, int window, long hour, long nowMillis) {
    Watched event = look.watched;
    check(hour, event, view, window, judgement.verdict());
    switch (judgement.verdict()) {
      case RIGHT -> event.seen(view);
      case BEHIND -> {
        // In flight: a later window will tell.
      }
      case WRONG -> {
        Finding finding = finding(look, view, judgement, window, nowMillis);
        tallies.add(finding);
        totals.found(finding);
      }
    }
  }

  private void check(long hour, Watched event, View view, int window, Verdict verdict) {
    boolean behind = verdict == Verdict.BEHIND;
    boolean wrong = verdict == Verdict.WRONG;
    tallies.check(hour, event, view, windows.millis(window), behind, wrong);
    totals.checked(window, view, behind, wrong);
  }

  private Finding finding(Look look, View view, Judgement judgement, int window, long nowMillis) {
    Event event = look.watched.event;
    return new Finding(
        view,
        event.targetKind(),
        event.entryKey(),
        windows.millis(window),
        look.watched.partition,
        look.watched.offset,
        judgement.passed(),
        event.version(),
        event instanceof RegisterEvent register ? register.value() : null,
        judgement.found().version(),
        judgement.found().value(),
        Objects.requireNonNull(judgement.cause()),
        nowMillis);
  }
}
