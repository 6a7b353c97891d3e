package dev.ovation.adapters.redis;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A size of each slot, as of the last answer that told it, and their sum. Other nodes change it,
 * too, so it is as old as that answer. Thread-safe.
 */
final class Gauge {
  private final AtomicLongArray each;
  private final AtomicLong sum = new AtomicLong();

  Gauge(int slots) {
    each = new AtomicLongArray(slots);
  }

  void set(int slot, long size) {
    sum.addAndGet(size - each.getAndSet(slot, size));
  }

  long sum() {
    return sum.get();
  }
}
