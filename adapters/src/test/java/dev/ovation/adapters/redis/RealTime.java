package dev.ovation.adapters.redis;

import dev.ovation.core.port.TimeSource;

/** The machine's clocks: the servers of these tests are real, and so is their time. */
enum RealTime implements TimeSource {
  INSTANCE;

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }
}
