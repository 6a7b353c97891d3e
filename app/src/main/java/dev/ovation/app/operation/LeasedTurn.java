package dev.ovation.app.operation;

import dev.ovation.core.port.Leases;
import dev.ovation.core.port.Leases.Lease;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A turn that a lease stands for: a node that is gone loses it by itself. */
public final class LeasedTurn implements Turn {
  /** Without a sign of life for so long, another node takes over. */
  private static final Duration TTL = Duration.ofSeconds(10);

  private static final Duration RENEWAL = Duration.ofSeconds(2);

  private final Leases leases;
  private final Lease lease;
  private final TimeSource time;
  private long renewedNanos;
  private boolean lost;

  private LeasedTurn(Leases leases, Lease lease, TimeSource time, long askedNanos) {
    this.leases = leases;
    this.lease = lease;
    this.time = time;
    this.renewedNanos = askedNanos;
  }

  /**
   * Gives turns that leases stand for.
   *
   * @param holder this node
   */
  public static Turn.Giver giver(Leases leases, String holder, TimeSource time) {
    return name -> {
      long asked = time.nanos();
      @Nullable Lease lease = leases.acquire(name, holder, TTL);
      return lease == null ? null : new LeasedTurn(leases, lease, time, asked);
    };
  }

  @Override
  public boolean isHeld() {
    long now = time.nanos();
    if (!lost && now - renewedNanos >= RENEWAL.toNanos()) {
      if (leases.renew(lease, TTL)) {
        renewedNanos = now;
      } else {
        lost = true;
      }
    }
    return !lost;
  }

  @Override
  public void close() {
    leases.release(lease);
  }
}
