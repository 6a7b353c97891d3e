package dev.ovation.core.domain;

/**
 * The layout of a version: a hybrid logical clock in 64 bits, sortable as a signed long until 2093.
 *
 * <pre>
 *   42 bits milliseconds since 2024-01-01T00:00:00Z | 12 bits counter | 10 bits node
 * </pre>
 *
 * <p>After Kulkarni et al., "Logical Physical Clocks" (2014). Two versions are never equal: the
 * counter tells events of one millisecond apart, the node tells writers apart.
 */
public final class Version {
  /** No event carries this version; every event is newer. */
  public static final long NONE = 0;

  /** 2024-01-01T00:00:00Z, in milliseconds of the Unix epoch. */
  public static final long EPOCH_MILLIS = 1_704_067_200_000L;

  /** The largest node number. */
  public static final int NODE_MAX = (1 << 10) - 1;

  /** What one step of the counter adds. A full counter carries into the milliseconds by itself. */
  public static final long STEP = 1L << 10;

  private static final int MILLIS_SHIFT = 22;

  private Version() {}

  /** The smallest version of a millisecond, for this node. */
  public static long atMillis(long unixMillis, int node) {
    return Math.max(0, unixMillis - EPOCH_MILLIS) << MILLIS_SHIFT | node;
  }

  /** When the version was made, in milliseconds of the Unix epoch. */
  public static long millis(long version) {
    return (version >>> MILLIS_SHIFT) + EPOCH_MILLIS;
  }

  /** The number of the node that made the version. */
  public static int node(long version) {
    return (int) (version & NODE_MAX);
  }
}
