package dev.ovation.core.sim;

/** A seed of a setting broke something. */
public final class SeedFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final Setting setting;
  private final long seed;
  private final Throwable failure;

  SeedFailure(Setting setting, long seed, Throwable failure) {
    super(setting + ", seed " + seed + ": " + failure.getMessage(), failure);
    this.setting = setting;
    this.seed = seed;
    this.failure = failure;
  }

  public Setting setting() {
    return setting;
  }

  public long seed() {
    return seed;
  }

  /** What was broken, or thrown. */
  public Throwable failure() {
    return failure;
  }

  /** Whether a failure is of the same sort as this one. */
  boolean isLike(Throwable other) {
    return failure instanceof InvariantViolation mine
        ? other instanceof InvariantViolation theirs && mine.invariant() == theirs.invariant()
        : failure.getClass() == other.getClass();
  }
}
