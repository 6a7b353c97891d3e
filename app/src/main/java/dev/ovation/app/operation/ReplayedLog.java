package dev.ovation.app.operation;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The log as a ledger is made from it: it takes nothing, and shows nothing but registers where the
 * ledger has been before. A register's event may be applied any number of times, but a counter's
 * only as long as the ledger remembers its token. Thread-safe; closing it leaves the log open.
 */
final class ReplayedLog implements EventLog {
  private final EventLog log;
  private final List<Long> seen;

  /**
   * @param seen up to which offset of each partition the ledger has been before
   */
  ReplayedLog(EventLog log, List<Long> seen) {
    this.log = log;
    this.seen = List.copyOf(seen);
  }

  /** Its outbox is not for the log, which has all that the ledger was made from. */
  @Override
  public void append(Event event, AppendCallback callback) {
    callback.failed(
        new OvationException(ErrorCode.LOG_UNAVAILABLE, "a ledger is only made from this log"));
  }

  @Override
  public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
    long upTo = seen.get(partition);
    long after = afterOffset;
    while (true) {
      List<LogRecord> records = log.read(partition, after, eventsMax);
      List<LogRecord> shown =
          records.stream()
              .filter(record -> record.offset() > upTo || isOfRegister(record))
              .toList();
      if (!shown.isEmpty() || records.isEmpty()) {
        return shown;
      }
      after = records.getLast().offset();
    }
  }

  private static boolean isOfRegister(LogRecord record) {
    return record instanceof LogRecord.Readable(long offset, Event event)
        && event instanceof RegisterEvent;
  }

  @Override
  public long end(int partition) {
    return log.end(partition);
  }

  @Override
  public CompletableFuture<Long> endNow(int partition) {
    return log.endNow(partition);
  }

  @Override
  public int partitions() {
    return log.partitions();
  }

  @Override
  public Health check() {
    return log.check();
  }

  @Override
  public void close() {}
}
