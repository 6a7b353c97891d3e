package dev.ovation.bench;

import dev.ovation.core.port.TimeSource;

/** The machine's clocks. */
final class SystemTime implements TimeSource {
  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
