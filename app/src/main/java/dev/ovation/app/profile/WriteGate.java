package dev.ovation.app.profile;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Says whether requests may come in: not before the ledger has caught up after a start, not while
 * closing, and no writes while there is no room. Asked for every request, so it only reads two
 * references. Thread-safe.
 */
final class WriteGate {
  private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);
  private final AtomicReference<@Nullable NoRoom> noRoom = new AtomicReference<>();

  enum State {
    STARTING,
    OPEN,
    CLOSING
  }

  /** Why there is no room for writes. */
  record NoRoom(ErrorCode code, String reason) {}

  /** Why nothing is served now; null when it is. */
  @Nullable OvationException refusal() {
    return switch (state.get()) {
      case STARTING ->
          new OvationException(ErrorCode.NOT_READY, "the ledger is catching up with the log");
      case OPEN -> null;
      case CLOSING -> new OvationException(ErrorCode.NOT_READY, "the server is stopping");
    };
  }

  /** Why nothing may be written now; null when it may. */
  @Nullable OvationException writeRefusal() {
    NoRoom full = noRoom.get();
    OvationException refusal = refusal();
    return refusal == null && full != null
        ? new OvationException(full.code(), full.reason())
        : refusal;
  }

  void open() {
    state.compareAndSet(State.STARTING, State.OPEN);
  }

  void close() {
    state.set(State.CLOSING);
  }

  /** Writes are refused for this reason until told otherwise; null: there is room. */
  void noRoom(@Nullable NoRoom reason) {
    noRoom.set(reason);
  }
}
