package dev.ovation.app.operation;

import dev.ovation.core.port.Leases;
import dev.ovation.core.port.Leases.Lease;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A turn that a lease stands for: a node that is gone loses it by itself. */
public final class LeasedTurn implements Turn {
  private final Leases leases;
  private final Lease lease;
  private final Term term;
  private final TimeSource time;
  private long renewedNanos;
  private boolean lost;

  /**
   * How long a node has a turn.
   *
   * @param ttl without a sign of life for so long, another node takes over
   * @param renewal how often it gives one, while it works
   */
  public record Term(Duration ttl, Duration renewal) {
    /** For slices of some hundred milliseconds that somebody waits for. */
    public static final Term OPERATION = new Term(Duration.ofSeconds(10), Duration.ofSeconds(2));
  }

  private LeasedTurn(Leases leases, Lease lease, Term term, TimeSource time, long askedNanos) {
    this.leases = leases;
    this.lease = lease;
    this.term = term;
    this.time = time;
    this.renewedNanos = askedNanos;
  }

  /**
   * Gives turns that leases stand for.
   *
   * @param holder this node
   */
  public static Turn.Giver giver(Leases leases, String holder, Term term, TimeSource time) {
    return name -> {
      long asked = time.nanos();
      @Nullable Lease lease = leases.acquire(name, holder, term.ttl());
      return lease == null ? null : new LeasedTurn(leases, lease, term, time, asked);
    };
  }

  @Override
  public boolean isHeld() {
    long now = time.nanos();
    if (!lost && now - renewedNanos >= term.renewal().toNanos()) {
      if (leases.renew(lease, term.ttl())) {
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
