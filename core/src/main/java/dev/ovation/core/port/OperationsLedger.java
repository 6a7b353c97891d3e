package dev.ovation.core.port;

import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.port.Operation.Request;
import dev.ovation.core.port.Operation.State;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps operations, so that they outlive whoever works on them. What it was told is on stable
 * storage when a method returns.
 *
 * <p>Thread-safe. Methods block, and fail with {@link ErrorCode#LEDGER_UNAVAILABLE}.
 */
public interface OperationsLedger {

  /** Notes an operation that is to run from now on. */
  Operation begin(Request request, long atMillis);

  /** An operation; null when there is none. */
  @Nullable Operation find(long id);

  /**
   * Operations whatever their state, newest first.
   *
   * @param beforeId only older ones; {@link Long#MAX_VALUE} for the first page
   */
  List<Operation> newest(long beforeId, int operationsMax);

  /** Operations that are running, oldest first. */
  List<Operation> running(int operationsMax);

  /**
   * Notes how far an operation is.
   *
   * @param detail how it stands, for people
   * @return false, with nothing noted, when it is not running any more: whoever works on it stops
   */
  boolean advance(long id, Progress progress, String detail);

  /**
   * Brings an operation from one of some states to another.
   *
   * @param detail for people; null to leave what is there
   * @return false, with nothing changed, when it is in none of these states
   */
  boolean change(long id, Set<State> from, State to, @Nullable String detail, long atMillis);
}
