package dev.ovation.app.profile;

import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.engine.NodeNumber;
import dev.ovation.core.port.Leases;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's number. It is leased for long, because a ledger that is down must not keep
 * anybody from writing; there are many more numbers than nodes, so one that a dead node leaves
 * behind is not missed. When it was lost all the same, the node takes another as soon as it can,
 * and stamps nothing until then. {@link #isHeld} is for any thread, the rest for one.
 */
final class NodeLease {
  private static final Logger LOG = LoggerFactory.getLogger(NodeLease.class);

  /** How long the ledger may be away before this node must stop writing. */
  static final Duration TTL = Duration.ofHours(1);

  /** Between two renewals: many in a term, so that a few may fail. */
  static final Duration RENEWAL = Duration.ofMinutes(2);

  /** A write that was let in is stamped well before this has passed. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private final Leases leases;
  private final TimeSource time;
  private final String holder;
  private volatile NodeNumber number;

  /** Takes a number. Blocks; fails as {@link NodeNumber#acquire}. */
  NodeLease(Leases leases, TimeSource time, String holder) {
    this.leases = leases;
    this.time = time;
    this.holder = holder;
    this.number = acquire();
  }

  private NodeNumber acquire() {
    NodeNumber acquired = NodeNumber.acquire(leases, time, holder, TTL, MARGIN);
    LOG.info("this node is {} and has number {}", holder, acquired.number());
    return acquired;
  }

  String holder() {
    return holder;
  }

  int number() {
    return number.number();
  }

  /** Whether versions may be stamped with the number. */
  boolean isHeld() {
    return number.isHeld();
  }

  /**
   * Holds the number for longer, or takes another when it is lost.
   *
   * @throws OvationException when the ledger can't be asked
   */
  void renew(HybridClock clock) {
    if (!number.renew()) {
      LOG.warn("the number {} was lost; taking another", number.number());
      NodeNumber next = acquire();
      clock.renumber(next.number());
      number = next;
    }
  }

  /** Gives the number back. */
  void release() {
    try {
      number.release();
    } catch (OvationException e) {
      LOG.info("the number {} could not be given back and expires: {}", number(), e.getMessage());
    }
  }
}
