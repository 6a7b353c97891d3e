package dev.ovation.app.profile;

import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches how long changes of counters have waited for a checkpoint, over all partitions and
 * whoever projects them. Once events expire that no checkpoint holds, a lost ledger can't be made
 * anew; until then nothing is wrong, so nothing is refused. Sampled by one thread.
 */
final class CheckpointWatch {
  /** How often it is asked. */
  static final Duration EVERY = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWatch.class);

  private final Supplier<Duration> ledger;
  private final Duration retention;
  private volatile Duration behind = Duration.ZERO;

  /**
   * @param ledger tells it, or fails while it can't
   * @param retention how long events of counters are kept
   */
  CheckpointWatch(Supplier<Duration> ledger, Duration retention) {
    this.ledger = ledger;
    this.retention = retention;
  }

  /** Asks the ledger; while it can't be asked the answer stays what it was. */
  void sample() {
    try {
      behind = ledger.get();
    } catch (OvationException e) {
      LOG.debug("how old checkpoints are can't be asked now", e);
    }
  }

  /** How long the counter that has waited longest has waited, as of the last sample. */
  Duration behind() {
    return behind;
  }

  /** What is said of projecting, and that checkpoints are late if they are. */
  Health addTo(Health projecting) {
    Duration late = behind;
    if (late.compareTo(retention.dividedBy(2)) < 0) {
      return projecting;
    }
    return new Health(
        projecting.state() == State.UP ? State.DEGRADED : projecting.state(),
        projecting.detail()
            + "; a counter changed %d h ago and has no checkpoint, and events of counters expire after %d h: are all partitions projected, and are events parked?"
                .formatted(late.toHours(), retention.toHours()));
  }
}
