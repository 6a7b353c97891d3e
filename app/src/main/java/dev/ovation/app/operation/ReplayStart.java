package dev.ovation.app.operation;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.LogRecord.Readable;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Finds where in each partition a replay begins: at the first event of a register that is asked
 * for. A partition that has none stays where it is: counters are not replayed, and a ledger that is
 * moved back to the beginning of their partition would take itself for a new one. A time is looked
 * for by the versions of events, from the beginning on. That is read through and not bisected,
 * since versions do not grow with the offsets: what was written while the log was away comes to it
 * much later. Reading is a small part of what replaying would take. For one thread.
 */
final class ReplayStart {
  /**
   * A clock that is off by more than a second keeps its node from writing, and a version never lags
   * behind its clock; so this is plenty.
   */
  private static final long SLACK_MILLIS = Duration.ofMinutes(1).toMillis();

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final int PAGE = 2_000;

  private final EventLog log;
  private final ReplayFrom from;
  private final List<Long> stands;
  private final TimeSource time;
  private final List<Long> offsets = new ArrayList<>();
  private long at;

  /**
   * @param stands up to where the ledger has been; nothing after it is looked at
   */
  ReplayStart(EventLog log, ReplayFrom from, List<Long> stands, TimeSource time) {
    this.log = log;
    this.from = from;
    this.stands = List.copyOf(stands);
    this.time = time;
  }

  /**
   * Looks on for some hundred milliseconds; answers whether all is found. Fails as the log does.
   */
  boolean look() {
    long end = time.nanos() + LOOK_NANOS;
    do {
      if (offsets.size() == stands.size()) {
        return true;
      }
      step(offsets.size());
    } while (time.nanos() - end < 0);
    return offsets.size() == stands.size();
  }

  private void step(int partition) {
    long stand = stands.get(partition);
    switch (from) {
      case ReplayFrom.Offset(long offset) ->
          page(partition, Math.max(at, offset), stand, Long.MIN_VALUE);
      case ReplayFrom.Time(long unixMillis) ->
          page(partition, at, stand, unixMillis - SLACK_MILLIS);
    }
  }

  private void page(int partition, long after, long stand, long sinceMillis) {
    at = after;
    List<LogRecord> records = at < stand ? log.read(partition, at, PAGE) : List.of();
    for (LogRecord record : records) {
      if (isAskedFor(record, sinceMillis)) {
        found(Math.min(at, stand));
        return;
      }
      at = record.offset();
    }
    if (records.isEmpty() || at >= stand) {
      found(stand);
    }
  }

  private static boolean isAskedFor(LogRecord record, long sinceMillis) {
    return record instanceof Readable(long offset, Event event)
        && event instanceof RegisterEvent
        && Version.millis(event.version()) >= sinceMillis;
  }

  private void found(long offset) {
    offsets.add(offset);
    at = 0;
  }

  /** After which offset to begin in each partition, once all is found. */
  List<Long> offsets() {
    return List.copyOf(offsets);
  }

  /** How far it has come, for people. */
  String detail() {
    return "looks for where to begin, from %s: partition %d, offset %d"
        .formatted(from.text(), offsets.size(), at);
  }
}
