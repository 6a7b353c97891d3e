package dev.ovation.bench;

import dev.ovation.bench.LoadDriver.Load;
import dev.ovation.bench.LoadDriver.Result;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Collects what the requests of a while came to. Thread-safe. */
final class Measured {
  private static final long MICROS_MAX = 60_000_000;

  private final Histogram latencyMicros = new ConcurrentHistogram(MICROS_MAX, 3);
  private final LongAdder answered = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean on;
  private volatile long beginNanos;
  private volatile long endNanos;

  /** Lets a load warm up, and then counts for as long as it is to be measured. */
  void window(Load load) throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(load.warmup().toNanos());
    beginNanos = System.nanoTime();
    on = true;
    TimeUnit.NANOSECONDS.sleep(load.duration().toNanos());
    on = false;
    endNanos = System.nanoTime();
  }

  /** Whether a request that is sent now counts, however late its answer comes. */
  boolean isOn() {
    return on;
  }

  /**
   * @param status of HTTP, -1 for none
   * @param sinceNanos when it was sent, or should have been
   */
  void add(int status, long sinceNanos) {
    if (status == 200) {
      answered.increment();
      latencyMicros.recordValue(Math.min(MICROS_MAX, (System.nanoTime() - sinceNanos) / 1000));
    } else if (status == 429 || status == 503) {
      refused.increment();
    } else {
      failed.increment();
    }
  }

  /** To be asked after the last answer. */
  Result result() {
    return new Result(
        answered.sum() / ((endNanos - beginNanos) / 1e9),
        latencyMicros.getValueAtPercentile(50) / 1000.0,
        latencyMicros.getValueAtPercentile(99) / 1000.0,
        latencyMicros.getValueAtPercentile(99.9) / 1000.0,
        answered.sum(),
        refused.sum(),
        failed.sum());
  }
}
