package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a broker keeps in the long run: of registers and checkpoints the last record of each key, of
 * counters' events those that have not expired. What is appended is durable at once.
 */
final class KeptLog implements EventLog {
  private final Partitioner partitioner;
  private final List<NavigableMap<Long, Event>> records = new ArrayList<>();
  private final long[] ends;

  /**
   * @param expired up to which offset events of counters are gone, by partition
   */
  KeptLog(SimBroker broker, Map<Integer, Long> expired) {
    this.partitioner = broker.partitioner;
    this.ends = new long[partitioner.partitions()];
    for (int p = 0; p < ends.length; p++) {
      ends[p] = broker.end(p);
      records.add(
          partitioner.isOfCounters(p)
              ? new TreeMap<>(all(broker, p).tailMap(expired.getOrDefault(p, 0L), false))
              : compacted(all(broker, p)));
    }
  }

  private static NavigableMap<Long, Event> all(SimBroker broker, int partition) {
    NavigableMap<Long, Event> all = new TreeMap<>();
    List<Event> events = broker.events(partition);
    for (int i = 0; i < events.size(); i++) {
      all.put(i + 1L, events.get(i));
    }
    return all;
  }

  private static NavigableMap<Long, Event> compacted(NavigableMap<Long, Event> all) {
    Map<Object, Long> last = new HashMap<>();
    all.forEach((offset, event) -> last.put(key(event), offset));
    NavigableMap<Long, Event> kept = new TreeMap<>(all);
    kept.keySet().retainAll(last.values());
    return kept;
  }

  private static Object key(Event event) {
    return switch (event) {
      case RegisterEvent e -> e.interaction();
      case LedgerCheckpoint e -> e.targetKind();
      case CounterEvent e -> throw new AssertionError("among registers: " + e);
      case Event.CounterCheckpoint e -> throw new AssertionError("nobody compacts this log: " + e);
    };
  }

  /** The checkpoints that a partition of registers keeps. */
  List<LedgerCheckpoint> checkpoints(int partition) {
    return records.get(partition).values().stream()
        .filter(LedgerCheckpoint.class::isInstance)
        .map(LedgerCheckpoint.class::cast)
        .toList();
  }

  @Override
  public void append(Event event, AppendCallback callback) {
    int partition = partitioner.partition(event);
    records.get(partition).put(++ends[partition], event);
    callback.durable(ends[partition]);
  }

  @Override
  public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
    return records.get(partition).tailMap(afterOffset, false).entrySet().stream()
        .limit(eventsMax)
        .<LogRecord>map(each -> new LogRecord.Readable(each.getKey(), each.getValue()))
        .toList();
  }

  @Override
  public long end(int partition) {
    return ends[partition];
  }

  @Override
  public int partitions() {
    return ends.length;
  }

  @Override
  public Health check() {
    return Health.up("simulated");
  }

  @Override
  public void close() {
    // Nothing to release.
  }
}
