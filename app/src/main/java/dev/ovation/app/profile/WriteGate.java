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
  private volatile String startsWhen;

  /**
   * @param startsWhen what is waited for at the start, for people
   */
  WriteGate(String startsWhen) {
    this.startsWhen = startsWhen;
  }

  private enum State {
    STARTING,
    OPEN,
    CLOSING
  }

  /** Why there is no room for writes. */
  record NoRoom(ErrorCode code, String reason) {}

  /** Why nothing is served now; null when it is. */
  @Nullable OvationException refusal() {
    return switch (state.get()) {
      case STARTING -> new OvationException(ErrorCode.NOT_READY, startsWhen);
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

  /** Something else is waited for. */
  void startsWhen(String what) {
    startsWhen = what;
  }

  /** What is waited for at the start. */
  String startsWhen() {
    return startsWhen;
  }

  boolean isOpen() {
    return state.get() == State.OPEN;
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
