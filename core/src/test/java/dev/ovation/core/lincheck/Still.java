package dev.ovation.core.lincheck;

import dev.ovation.core.port.TimeSource;

/** Time that stands still. */
record Still(long millis) implements TimeSource {
  static TimeSource at(long millis) {
    return new Still(millis);
  }

  @Override
  public long nanos() {
    return 0;
  }
}
