package dev.ovation.core.memory;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map that drops what was not used for the longest time once its values weigh more than a bound.
 * Not thread-safe: its owner's lock guards it.
 */
final class LruMap<K, V> {
  private final LinkedHashMap<K, V> map = new LinkedHashMap<>(16, 0.75f, true);
  private final ToLongFunction<V> weigher;
  private final long bytesMax;
  private long bytes;
  private long evictions;

  LruMap(long bytesMax, ToLongFunction<V> weigher) {
    this.bytesMax = bytesMax;
    this.weigher = weigher;
  }

  @Nullable V get(K key) {
    return map.get(key);
  }

  /** All of them, the one that waits longest for its use first. */
  Set<K> keys() {
    return map.keySet();
  }

  void put(K key, V value) {
    V before = map.put(key, value);
    bytes += weigher.applyAsLong(value) - (before == null ? 0 : weigher.applyAsLong(before));
    shrink();
  }

  void remove(K key) {
    V before = map.remove(key);
    if (before != null) {
      bytes -= weigher.applyAsLong(before);
    }
  }

  /** Removes one that is filled again when it is asked for. */
  void evict(K key) {
    remove(key);
    evictions++;
  }

  /** To be called when a value's weight has changed in place. */
  void reweighed(long bytesBefore, long bytesAfter) {
    bytes += bytesAfter - bytesBefore;
    shrink();
  }

  private void shrink() {
    Iterator<Map.Entry<K, V>> eldest = map.entrySet().iterator();
    while (bytes > bytesMax && eldest.hasNext()) {
      bytes -= weigher.applyAsLong(eldest.next().getValue());
      eldest.remove();
      evictions++;
    }
  }

  int size() {
    return map.size();
  }

  long bytes() {
    return bytes;
  }

  long evictions() {
    return evictions;
  }
}
