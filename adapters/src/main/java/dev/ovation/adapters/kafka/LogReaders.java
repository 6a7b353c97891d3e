package dev.ovation.adapters.kafka;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * A few readers, made when they are first needed and lent to one thread at a time, each to whoever
 * goes on where it stands. Thread-safe.
 */
final class LogReaders implements AutoCloseable {
  /** One for each partition's projector and two for others, but consumers cost memory. */
  private static final int READERS_MAX = 16;

  private final KafkaLogSettings settings;
  private final TimeSource time;
  private final int readersMax;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  // Guarded by lock, as are the fields below. The reader that was returned last is last.
  private final List<LogReader> idle = new ArrayList<>();
  private int made;
  private boolean closed;

  LogReaders(KafkaLogSettings settings, TimeSource time) {
    this.settings = settings;
    this.time = time;
    this.readersMax = Math.min(settings.partitions() + 2, READERS_MAX);
  }

  List<LogRecord> read(int partition, long first, long end, int eventsMax) {
    Deadline deadline = Deadline.after(time, settings.readTimeout());
    LogReader reader = borrow(partition, first, deadline);
    try {
      return reader.read(partition, first, end, eventsMax, deadline);
    } finally {
      giveBack(reader);
    }
  }

  private LogReader borrow(int partition, long first, Deadline deadline) {
    LogReader found = find(partition, first, deadline);
    if (found != null) {
      return found;
    }
    try {
      return new LogReader(settings);
    } catch (KafkaException e) {
      forget();
      throw new KafkaFailures(settings).of("opening topic " + settings.topic().name(), e);
    }
  }

  /** An idle reader, or null when the caller may make one more. */
  private @Nullable LogReader find(int partition, long first, Deadline deadline) {
    lock.lock();
    try {
      while (true) {
        if (closed) {
          throw new OvationException(ErrorCode.NOT_READY, "the log is closed");
        }
        for (LogReader reader : idle) {
          if (reader.isAt(partition, first)) {
            idle.remove(reader);
            return reader;
          }
        }
        if (made < readersMax) {
          made++;
          return null;
        }
        if (!idle.isEmpty()) {
          return idle.removeFirst();
        }
        if (deadline.passed()) {
          throw new OvationException(
              ErrorCode.OVERLOADED, "all readers of the log are in use; try again shortly");
        }
        var _ = returned.await(deadline.leftMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OvationException(ErrorCode.LOG_UNAVAILABLE, "reading the log was interrupted");
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(LogReader reader) {
    lock.lock();
    try {
      if (!closed) {
        idle.add(reader);
        returned.signal();
        return;
      }
    } finally {
      lock.unlock();
    }
    reader.close();
  }

  private void forget() {
    lock.lock();
    try {
      made--;
      returned.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Closes the readers that are idle; one that is in use is closed when it is given back. */
  @Override
  public void close() {
    List<LogReader> toClose;
    lock.lock();
    try {
      closed = true;
      toClose = List.copyOf(idle);
      idle.clear();
      returned.signalAll();
    } finally {
      lock.unlock();
    }
    toClose.forEach(LogReader::close);
  }
}
