package dev.ovation.app.profile;

import dev.ovation.core.port.Leases;
import dev.ovation.core.port.Leases.Lease;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that one node at a time does: the one that holds a lease. It is held from one run to the
 * next, so the work stays where it knows what it did before. The work asks, before each thing that
 * it does, whether the lease is held still; each of these things must be harmless when two nodes do
 * it at once, since no lease can keep a node that was paused from finishing what it began. For one
 * thread.
 */
final class SingletonJob {
  private static final Logger LOG = LoggerFactory.getLogger(SingletonJob.class);

  /** Without a sign of life for so long, another node takes over. */
  private static final Duration TTL = Duration.ofMinutes(15);

  /** Within a run the lease is renewed once in this time. */
  private static final Duration RENEWAL = Duration.ofMinutes(1);

  private final Leases leases;
  private final String name;
  private final String holder;
  private @Nullable Lease lease;
  private long renewedNanos;

  /** Work that asks now and then whether it may go on. */
  @FunctionalInterface
  interface Work {
    void run(BooleanSupplier mayGoOn) throws InterruptedException;
  }

  SingletonJob(Leases leases, String name, String holder) {
    this.leases = leases;
    this.name = name;
    this.holder = holder;
  }

  /** Works if this node holds the lease or can get it; else does nothing. */
  void run(Work work) throws InterruptedException {
    if (!renew()) {
      lease = leases.acquire(name, holder, TTL);
      renewedNanos = System.nanoTime();
      if (lease == null) {
        return;
      }
      LOG.info("{} is this node's to do", name);
    }
    work.run(this::mayGoOn);
  }

  private boolean mayGoOn() {
    return System.nanoTime() - renewedNanos < RENEWAL.toNanos() || renew();
  }

  private boolean renew() {
    Lease held = lease;
    if (held != null && leases.renew(held, TTL)) {
      renewedNanos = System.nanoTime();
      return true;
    }
    lease = null;
    return false;
  }
}
