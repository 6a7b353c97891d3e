package dev.ovation.core.port;

import dev.ovation.core.domain.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The durable log: where a change becomes true. Each partition has its own offsets, which grow by
 * one an event, start at 1 and are never reused; after compaction there may be gaps.
 *
 * <p>Thread-safe. {@link #append} never blocks; the others may do I/O.
 */
public interface EventLog extends Component {

  /**
   * Appends one event to its target's partition. The outcome is told exactly once, on a thread of
   * the log's own choosing, which the callback must not block. Events appended by one thread to one
   * partition keep their order.
   */
  void append(Event event, AppendCallback callback);

  /**
   * Reads durable records, in order of offset, those after {@code afterOffset} first.
   *
   * @param eventsMax at least 1; fewer may come back, none only when there are none now
   * @throws CorruptionException naming what is damaged; damaged data is never returned
   */
  List<LogRecord> read(int partition, long afterOffset, int eventsMax);

  /** The offset of the last durable event, 0 when there has never been one. Cheap. */
  long end(int partition);

  /**
   * The offset of the last durable event, as of some moment after the call began. Where others
   * append, too, this asks the log; it fails with {@link ErrorCode#LOG_UNAVAILABLE} when that can't
   * be done.
   */
  default CompletableFuture<Long> endNow(int partition) {
    return CompletableFuture.completedFuture(end(partition));
  }

  int partitions();

  /** Told the outcome of one append. */
  interface AppendCallback {
    /** The event is on stable storage at this offset. */
    void durable(long offset);

    /**
     * The event is not known to be durable.
     *
     * @param failure {@link ErrorCode#OUTCOME_UNKNOWN} when it may be in the log all the same; any
     *     other code means that it is not and never will be
     */
    void failed(OvationException failure);
  }
}
