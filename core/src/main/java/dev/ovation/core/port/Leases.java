package dev.ovation.core.port;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Names that one holder at a time has, until it gives them back or lets them expire. Time is that
 * of the store, so that the clocks of the holders do not matter; a holder counts by its own
 * durations from <em>before</em> it asked, so that it gives up before the store does.
 *
 * <p>Thread-safe. Methods block, and fail with {@link ErrorCode#LEDGER_UNAVAILABLE}.
 */
public interface Leases {

  /**
   * Takes a lease that nobody holds. Asking again for what one holds already is taking it anew: the
   * token before is void.
   *
   * @param holder who asks; tells people, decides nothing but the above
   * @return null when somebody else holds it
   */
  @Nullable Lease acquire(String name, String holder, Duration ttl);

  /**
   * Takes one of several leases, named {@code group/0} to {@code group/(numbers - 1)}: of those
   * that are free one that was never held, or else the one that has been free the longest. So a
   * number is used again as late as can be.
   *
   * @return null when all are held
   */
  @Nullable Lease acquireNumber(String group, int numbers, String holder, Duration ttl);

  /**
   * Holds a lease for longer.
   *
   * @return false when it has expired, or somebody else has taken it: it is lost for good
   */
  boolean renew(Lease lease, Duration ttl);

  /** Gives a lease back. Without effect when it is lost already. */
  void release(Lease lease);

  /** The store's clock: milliseconds since 1970. */
  long nowMillis();

  /**
   * A lease that was held when it was given.
   *
   * @param number of a numbered lease, 0 for others
   * @param token fences: greater than that of every holder of this name before
   */
  record Lease(String name, int number, long token) {}
}
