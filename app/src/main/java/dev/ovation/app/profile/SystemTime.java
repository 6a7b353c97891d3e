package dev.ovation.app.profile;

import dev.ovation.core.port.TimeSource;

/** The clock of the machine. */
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
