package dev.ovation.core.port;

import dev.ovation.core.domain.Event;
import java.util.concurrent.CompletableFuture;

/**
 * Writes events straight into the ledger while the log is down. Thread-safe; does not block.
 *
 * <p>An event may be in the log as well, if it was appended with unknown outcome: it has the same
 * version there, and so is one event.
 */
public interface DirectPath {

  /**
   * Commits an event with a row in the outbox, and makes it visible.
   *
   * <p>The future fails with {@link ErrorCode#LEDGER_UNAVAILABLE} when it is certain that the event
   * is not in the ledger, and with {@link ErrorCode#OUTCOME_UNKNOWN} when it may be, or is but is
   * not visible yet.
   */
  CompletableFuture<Committed> write(Event event);

  /**
   * An event that is committed and visible.
   *
   * @param changed the register held another value before, or the counter event counts
   */
  record Committed(boolean changed) {}
}
