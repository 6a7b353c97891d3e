package dev.ovation.core.projection;

/**
 * Finds the event that the ledger refuses: after a refusal fewer events share a transaction, half
 * as many each time, until one is alone; afterwards twice as many each time, up to what is usual.
 *
 * <p>Not thread-safe.
 */
final class Narrowing {
  private final int most;
  private int size;

  /**
   * @param most how many events usually share a transaction
   */
  Narrowing(int most) {
    this.most = most;
    this.size = most;
  }

  /** How many to take. */
  int size() {
    return size;
  }

  void accepted() {
    size = (int) Math.min(most, 2L * size);
  }

  /**
   * To be told that so many together were refused.
   *
   * @return true when that was one event: it is the one
   */
  boolean refused(int events) {
    size = Math.max(1, events / 2);
    return events <= 1;
  }
}
