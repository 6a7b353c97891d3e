package dev.ovation.adapters.redis;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** How much there is in the slots, as far as this node was told. Thread-safe. */
final class Sizes {
  private final Gauge entries;
  private final Gauge entryBytes;
  private final Gauge bases;
  private final Gauge baseBytes;
  private final Gauge views = new Gauge(Keys.BUCKETS);
  private final Gauge viewBytes = new Gauge(Keys.BUCKETS);
  private final LongAdder evictions = new LongAdder();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  Sizes(int partitions) {
    entries = new Gauge(partitions);
    entryBytes = new Gauge(partitions);
    bases = new Gauge(partitions);
    baseBytes = new Gauge(partitions);
  }

  /** Told by a script of a partition: entries, their bytes, bases, their bytes. */
  void partition(int partition, List<@Nullable Object> told) {
    entries.set(partition, number(told, 0));
    entryBytes.set(partition, number(told, 1));
    bases.set(partition, number(told, 2));
    baseBytes.set(partition, number(told, 3));
  }

  /** The partition has no place, and so it holds nothing, or it can't be asked what it holds. */
  void cold(int partition) {
    entries.set(partition, 0);
    entryBytes.set(partition, 0);
    bases.set(partition, 0);
    baseBytes.set(partition, 0);
  }

  /** Told by a script of a bucket: views, their bytes. */
  void bucket(int bucket, List<@Nullable Object> told) {
    views.set(bucket, number(told, 0));
    viewBytes.set(bucket, number(told, 1));
  }

  private static long number(List<@Nullable Object> told, int at) {
    Object number = told.get(at);
    return number == null ? 0 : Reply.number(Objects.requireNonNull(number));
  }

  void evicted(long count) {
    evictions.add(count);
  }

  void looked(boolean hot) {
    (hot ? hits : misses).increment();
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }

  long evictions() {
    return evictions.sum();
  }

  long entries() {
    return entries.sum();
  }

  long entryBytes() {
    return entryBytes.sum();
  }

  long bases() {
    return bases.sum();
  }

  long views() {
    return views.sum();
  }

  /** Of what may be evicted. */
  long bytes() {
    return baseBytes.sum() + viewBytes.sum();
  }
}
