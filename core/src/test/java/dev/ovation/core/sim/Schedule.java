package dev.ovation.core.sim;

/** Decides in place of chance which step is taken. */
interface Schedule {
  /** Which of so many steps, oldest first, is taken now. */
  int next(int size);

  /** Whether nothing is left to chance: no time passes between steps, and nothing fails. */
  boolean isExact();

  /** What is to be scheduled begins; all before only led up to it. */
  void begin();

  /** All that was to be scheduled is done; what comes now only looks at the outcome. */
  void rest();
}
