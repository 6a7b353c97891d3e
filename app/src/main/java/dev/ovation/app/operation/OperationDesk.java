package dev.ovation.app.operation;

import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Request;
import dev.ovation.core.port.Operation.State;
import dev.ovation.core.port.OperationsLedger;
import dev.ovation.core.port.TimeSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where people begin operations and see to them, whichever node works on them. Calls block on the
 * ledger, whose failures they fail with. Thread-safe.
 */
public interface OperationDesk {

  /** Begins an operation. */
  Operation begin(Request request);

  /** One operation; null when there is none. */
  @Nullable Operation show(long id);

  /**
   * Operations, newest first.
   *
   * @param beforeId only older ones; {@link Long#MAX_VALUE} for the first page
   */
  List<Operation> list(long beforeId, int limit);

  /**
   * Asks something of an operation. What is under way ends within a slice.
   *
   * @return the operation as it is then, whether it could be asked or not; null when there is none
   */
  @Nullable Operation ask(long id, Wish wish);

  /** What may be asked of an operation. */
  enum Wish {
    PAUSE(State.PAUSED),
    RESUME(State.RUNNING),
    CANCEL(State.CANCELLED);

    private final State to;

    Wish(State to) {
      this.to = to;
    }

    /** The states of which it may be asked. */
    Set<State> from() {
      return switch (this) {
        case PAUSE -> Set.of(State.RUNNING);
        case RESUME -> Set.of(State.PAUSED);
        case CANCEL -> Set.of(State.RUNNING, State.PAUSED);
      };
    }

    /** The state that it leads to. */
    public State to() {
      return to;
    }
  }

  /** A desk over a ledger and this node's runner. */
  static OperationDesk of(OperationsLedger ledger, OperationRunner runner, TimeSource time) {
    return new OperationDesk() {
      @Override
      public Operation begin(Request request) {
        return runner.begin(request);
      }

      @Override
      public @Nullable Operation show(long id) {
        return ledger.find(id);
      }

      @Override
      public List<Operation> list(long beforeId, int limit) {
        return ledger.newest(beforeId, limit);
      }

      @Override
      public @Nullable Operation ask(long id, Wish wish) {
        if (ledger.change(id, wish.from(), wish.to(), null, time.millis()) && wish == Wish.RESUME) {
          runner.look();
        }
        return ledger.find(id);
      }
    };
  }
}
