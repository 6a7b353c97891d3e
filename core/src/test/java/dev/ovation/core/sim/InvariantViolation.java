package dev.ovation.core.sim;

import dev.ovation.core.domain.TargetKind;
import org.jspecify.annotations.Nullable;

/** An invariant does not hold. */
public final class InvariantViolation extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final Invariant invariant;
  private final transient @Nullable TargetKind about;

  public InvariantViolation(Invariant invariant, @Nullable TargetKind about, String message) {
    super(invariant + (about == null ? "" : " of " + about) + ": " + message);
    this.invariant = invariant;
    this.about = about;
  }

  public Invariant invariant() {
    return invariant;
  }

  @Nullable TargetKind about() {
    return about;
  }
}
