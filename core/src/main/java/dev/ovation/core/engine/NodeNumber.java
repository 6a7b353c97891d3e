package dev.ovation.core.engine;

import dev.ovation.core.domain.Version;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Leases;
import dev.ovation.core.port.Leases.Lease;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;

/**
 * The number of this node in versions, leased so that no two live nodes share one. It is held for
 * as long as {@link #isHeld} says so, by durations counted from before each request: a node whose
 * renewals fail knows that it has lost its number before anybody else can be given it. What it does
 * then is up to its owner: it must not stamp.
 *
 * <p>{@link #renew} is called by one thread, {@link #isHeld} by any.
 */
public final class NodeNumber {
  private final Leases leases;
  private final TimeSource time;
  private final Duration ttl;
  private final Duration margin;
  private final Lease lease;
  private volatile long heldUntilNanos;
  private volatile boolean lost;

  private NodeNumber(
      Leases leases, TimeSource time, Duration ttl, Duration margin, Lease lease, long askedNanos) {
    this.leases = leases;
    this.time = time;
    this.ttl = ttl;
    this.margin = margin;
    this.lease = lease;
    this.heldUntilNanos = heldUntilNanos(askedNanos);
  }

  private long heldUntilNanos(long askedNanos) {
    return askedNanos + ttl.minus(margin).toNanos();
  }

  /**
   * Takes a number.
   *
   * @param holder who asks, for people
   * @param ttl how long the number is leased without being renewed
   * @param margin how long before that it counts as lost, for what was begun while it was held
   * @throws OvationException with {@link ErrorCode#NOT_READY} when all are held
   */
  public static NodeNumber acquire(
      Leases leases, TimeSource time, String holder, Duration ttl, Duration margin) {
    long asked = time.nanos();
    Lease lease = leases.acquireNumber("node", Version.NODE_MAX + 1, holder, ttl);
    if (lease == null) {
      throw new OvationException(
          ErrorCode.NOT_READY,
          "all " + (Version.NODE_MAX + 1) + " node numbers are held; wait for one to expire");
    }
    return new NodeNumber(leases, time, ttl, margin, lease, asked);
  }

  public int number() {
    return lease.number();
  }

  /** Whether this node may stamp with the number now. Once false, it stays false. */
  public boolean isHeld() {
    if (!lost && time.nanos() - heldUntilNanos >= 0) {
      lost = true;
    }
    return !lost;
  }

  /**
   * Holds the number for longer, if it is held still. To be called several times within a term.
   *
   * @return whether it is held
   */
  public boolean renew() {
    long asked = time.nanos();
    if (!isHeld() || !leases.renew(lease, ttl)) {
      lost = true;
      return false;
    }
    heldUntilNanos = heldUntilNanos(asked);
    return isHeld();
  }

  /** Gives the number back. */
  public void release() {
    lost = true;
    leases.release(lease);
  }
}
