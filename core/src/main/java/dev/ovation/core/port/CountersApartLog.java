package dev.ovation.core.port;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Two logs as one: the partitions of the second, which holds the events of counters, come after
 * those of the first, which holds everything else. So counter events can expire where registers
 * must stay for ever, and each partition keeps offsets of its own. See {@link
 * dev.ovation.core.domain.Partitioner#countersApart}.
 *
 * <p>Thread-safe as the two are. Closing it closes both.
 */
public final class CountersApartLog implements EventLog {
  private final EventLog events;
  private final EventLog counters;
  private final int apart;

  /**
   * Takes both over.
   *
   * @throws IllegalArgumentException when they have not the same number of partitions: a target
   *     would be in the wrong one
   */
  public CountersApartLog(EventLog events, EventLog counters) {
    this.events = events;
    this.counters = counters;
    this.apart = events.partitions();
    if (counters.partitions() != apart) {
      throw new IllegalArgumentException(
          "%d partitions of registers and %d of counters".formatted(apart, counters.partitions()));
    }
  }

  private EventLog of(int partition) {
    return partition < apart ? events : counters;
  }

  private int within(int partition) {
    return partition < apart ? partition : partition - apart;
  }

  @Override
  public void append(Event event, AppendCallback callback) {
    (event instanceof CounterEvent ? counters : events).append(event, callback);
  }

  @Override
  public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
    return of(partition).read(within(partition), afterOffset, eventsMax);
  }

  @Override
  public long end(int partition) {
    return of(partition).end(within(partition));
  }

  @Override
  public CompletableFuture<Long> endNow(int partition) {
    return of(partition).endNow(within(partition));
  }

  @Override
  public int partitions() {
    return 2 * apart;
  }

  /** The worse of the two. */
  @Override
  public Health check() {
    Health ofEvents = events.check();
    Health ofCounters = counters.check();
    State worse =
        ofEvents.state().compareTo(ofCounters.state()) >= 0 ? ofEvents.state() : ofCounters.state();
    return new Health(worse, "events: " + ofEvents.detail() + "; counters: " + ofCounters.detail());
  }

  @Override
  public void close() {
    try (events) {
      counters.close();
    }
  }
}
