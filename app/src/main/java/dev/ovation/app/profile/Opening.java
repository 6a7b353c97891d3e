package dev.ovation.app.profile;

import dev.ovation.app.job.Backoff;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens engines that may not be there yet: tries again for as long as it takes, with pauses that
 * grow and differ from node to node, and says whom it waits for. What waiting does not heal is
 * thrown at once.
 */
final class Opening {
  private static final Logger LOG = LoggerFactory.getLogger(Opening.class);
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

  /** While it waits it says so in the log once in this time. */
  private static final long SAID_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Consumer<String> waitsFor;

  /**
   * @param waitsFor told whom it waits for and why, before each pause
   */
  Opening(Consumer<String> waitsFor) {
    this.waitsFor = waitsFor;
  }

  /**
   * Opens one engine.
   *
   * @param engine its name, for people
   * @throws OvationException when something must be put right first
   */
  <T> T open(String engine, Supplier<T> open) throws InterruptedException {
    waitsFor.accept("opening " + engine);
    long saidNanos = System.nanoTime() - SAID_NANOS;
    boolean waited = false;
    for (int tries = 0; ; tries++) {
      try {
        T opened = open.get();
        if (waited) {
          LOG.info("{} is there", engine);
        }
        return opened;
      } catch (RuntimeException e) {
        if (!(OvationException.causeOf(e) instanceof OvationException known)) {
          throw e;
        }
        if (!mayHeal(known.code())) {
          throw known;
        }
        waited = true;
        waitsFor.accept("waiting for " + engine + ": " + known.getMessage());
        if (System.nanoTime() - saidNanos >= SAID_NANOS) {
          saidNanos = System.nanoTime();
          LOG.warn("waiting for {}: {}", engine, known.getMessage());
        }
      }
      Thread.sleep(PAUSES.after(tries));
    }
  }

  private static boolean mayHeal(ErrorCode code) {
    return switch (code) {
      case LOG_UNAVAILABLE, LEDGER_UNAVAILABLE, HOT_STORE_UNAVAILABLE, OVERLOADED -> true;
      default -> false;
    };
  }
}
