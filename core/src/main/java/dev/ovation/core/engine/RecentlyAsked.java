package dev.ovation.core.engine;

import dev.ovation.core.domain.TargetKind;

/**
 * Tells whether something was asked for not long ago, in room that does not grow with what is
 * asked. Two that share a place drive each other out, and two of the same hash pass for one: then
 * an answer is kept that nobody wants, or is not kept, and neither is wrong.
 *
 * <p>Not thread-safe: its owner's lock guards it.
 */
final class RecentlyAsked {
  private final long windowNanos;
  private final int[] hashes;
  private final long[] askedNanos;

  /**
   * @param places how many can be told apart at the most; rounded up to a power of two
   */
  RecentlyAsked(long windowNanos, int places) {
    this.windowNanos = windowNanos;
    int size = Integer.highestOneBit(Math.max(1, places - 1)) << 1;
    this.hashes = new int[size];
    this.askedNanos = new long[size];
  }

  /** Whether it was asked for within the window before now; from now on it was. */
  boolean again(TargetKind targetKind, long nowNanos) {
    int hash = targetKind.hashCode() * 0x9E3779B1;
    int place = hash >>> 1 & hashes.length - 1;
    boolean again = hashes[place] == hash && nowNanos - askedNanos[place] <= windowNanos;
    hashes[place] = hash;
    askedNanos[place] = nowNanos;
    return again;
  }
}
