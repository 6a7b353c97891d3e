package dev.ovation.app.profile;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
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
  private static final long PAUSE_MIN_MILLIS = 200;
  private static final long PAUSE_MAX_MILLIS = 5_000;

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
      } catch (OvationException e) {
        if (!mayHeal(e.code())) {
          throw e;
        }
        waited = true;
        waitsFor.accept("waiting for " + engine + ": " + e.getMessage());
        if (System.nanoTime() - saidNanos >= SAID_NANOS) {
          saidNanos = System.nanoTime();
          LOG.warn("waiting for {}: {}", engine, e.getMessage());
        }
      }
      Thread.sleep(pause(tries));
    }
  }

  private static boolean mayHeal(ErrorCode code) {
    return switch (code) {
      case LOG_UNAVAILABLE, LEDGER_UNAVAILABLE, HOT_STORE_UNAVAILABLE, OVERLOADED -> true;
      default -> false;
    };
  }

  private static Duration pause(int tries) {
    long ceiling = Math.min(PAUSE_MAX_MILLIS, PAUSE_MIN_MILLIS << Math.min(tries, 10));
    return Duration.ofMillis(ThreadLocalRandom.current().nextLong(PAUSE_MIN_MILLIS, ceiling + 1));
  }
}
