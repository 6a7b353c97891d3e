package dev.ovation.app.profile;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Remembers a figure for a moment, because one scrape of the metrics asks for it many times. */
final class Briefly<T> implements Supplier<T> {
  private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Supplier<T> source;
  private @Nullable T value;
  private long takenAt;

  Briefly(Supplier<T> source) {
    this.source = source;
  }

  @Override
  public synchronized T get() {
    T known = value;
    long now = System.nanoTime();
    if (known == null || now - takenAt > FRESH_NANOS) {
      known = source.get();
      value = known;
      takenAt = now;
    }
    return known;
  }
}
