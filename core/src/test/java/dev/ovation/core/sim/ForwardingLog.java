package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Passes every call on. Planted bugs override what they change. */
class ForwardingLog implements EventLog {
  final EventLog to;

  ForwardingLog(EventLog to) {
    this.to = to;
  }

  @Override
  public void append(Event event, AppendCallback callback) {
    to.append(event, callback);
  }

  @Override
  public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
    return to.read(partition, afterOffset, eventsMax);
  }

  @Override
  public long end(int partition) {
    return to.end(partition);
  }

  @Override
  public CompletableFuture<Long> endNow(int partition) {
    return to.endNow(partition);
  }

  @Override
  public int partitions() {
    return to.partitions();
  }

  @Override
  public Health check() {
    return to.check();
  }

  @Override
  public void close() {
    to.close();
  }
}
