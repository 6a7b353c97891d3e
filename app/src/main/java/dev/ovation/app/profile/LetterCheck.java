package dev.ovation.app.profile;

import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.DeadLetters;
import dev.ovation.core.port.DeadLetters.LetterFigures;
import dev.ovation.core.port.OvationException;
import java.util.function.Supplier;

/** Says of dead letters whether somebody must see to them. Thread-safe. */
final class LetterCheck {
  private final Supplier<LetterFigures> figures;

  LetterCheck(DeadLetters ledger) {
    this.figures = new Briefly<>(ledger::letterFigures);
  }

  /** How long the oldest letter has been parked; 0 when none is. */
  static double ageSeconds(LetterFigures figures) {
    return figures.parked() == 0
        ? 0
        : Math.max(0, System.currentTimeMillis() - figures.oldestMillis()) / 1e3;
  }

  Health check() {
    LetterFigures now;
    try {
      now = figures.get();
    } catch (OvationException e) {
      return Health.degraded("can't be counted now: " + e.getMessage());
    }
    if (now.parked() == 0) {
      return Health.up("none");
    }
    return Health.degraded(
        "%d parked, the oldest for %d s; %d decided: see /admin/v1/dead-letters"
            .formatted(now.parked(), (long) ageSeconds(now), now.decided()));
  }
}
