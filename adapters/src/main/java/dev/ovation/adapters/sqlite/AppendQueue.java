package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.EventLog.AppendCallback;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Appends that wait for the writer, bounded in number and in bytes. Thread-safe. */
final class AppendQueue {
  private final int eventsMax;
  private final long bytesMax;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition someWait = lock.newCondition();
  // Guarded by lock, as are the fields below.
  private List<Append> waiting = new ArrayList<>();
  private long bytes;
  private boolean closed;
  private boolean nudged;

  /** One event on its way to the log. */
  @SuppressWarnings("ArrayRecordComponent") // A buffer that is passed on; nobody compares it.
  record Append(int partition, Event event, byte[] bytes, AppendCallback callback) {}

  /** What became of an offer. */
  enum Offer {
    TAKEN,
    FULL,
    CLOSED
  }

  AppendQueue(int eventsMax, long bytesMax) {
    this.eventsMax = eventsMax;
    this.bytesMax = bytesMax;
  }

  Offer offer(Append append) {
    lock.lock();
    try {
      if (closed) {
        return Offer.CLOSED;
      }
      if (waiting.size() >= eventsMax || bytes + append.bytes().length > bytesMax) {
        return Offer.FULL;
      }
      waiting.add(append);
      bytes += append.bytes().length;
      if (waiting.size() == 1) {
        someWait.signal();
      }
      return Offer.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for appends, for {@link #nudge} or for the end, and takes all there are. */
  List<Append> take() throws InterruptedException {
    lock.lock();
    try {
      while (waiting.isEmpty() && !closed && !nudged) {
        someWait.await();
      }
      nudged = false;
      return takeAll();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the writer although nothing may wait: there is something else to see to. */
  void nudge() {
    lock.lock();
    try {
      nudged = true;
      someWait.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** True when no more appends come and none wait. */
  boolean isDrained() {
    lock.lock();
    try {
      return closed && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Takes what waits now, perhaps nothing. */
  List<Append> poll() {
    lock.lock();
    try {
      return takeAll();
    } finally {
      lock.unlock();
    }
  }

  private List<Append> takeAll() {
    List<Append> taken = waiting;
    waiting = new ArrayList<>(taken.size());
    bytes = 0;
    return taken;
  }

  int depth() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the queue to be closed; false when it is not within the time. */
  boolean awaitClose(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      while (!closed && left > 0) {
        left = someWait.awaitNanos(left);
      }
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** No more offers are taken; what waits is still handed out. */
  void close() {
    lock.lock();
    try {
      closed = true;
      someWait.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
