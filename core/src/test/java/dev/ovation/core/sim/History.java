package dev.ovation.core.sim;

/** One simulated history, lived once by one thread. */
interface History {
  /**
   * Lives through it.
   *
   * @throws InvariantViolation when an invariant does not hold
   */
  void run();

  /** How many steps were taken. */
  long steps();

  /** Tells one history from another. */
  long traceHash();

  /** What was planned, for people and for whoever looks for a smaller plan that fails as well. */
  Record plan();

  /** What watchers found. */
  SimConsistencyLedger evidence();

  /** What sweepers keep, and the cases that they open. */
  SimSweepLedger sweeps();

  /** Who changes things by hand. */
  SimVandal vandal();

  /** Lets those who watch look at everything to the end, once it is at rest. */
  void finishWatching();

  /** Lets whoever sweeps go through everything, once it is at rest. */
  void finishSweeping();

  /** The plan, the last steps, and the story of what a failure is about. */
  String explain(Throwable failure);
}
