package dev.ovation.core.port;

/** Where the core gets time from. Thread-safe. Simulations move it by hand. */
public interface TimeSource {

  /** Wall clock, milliseconds of the Unix epoch. May step back. */
  long millis();

  /** For durations only; never steps back. Nanoseconds from an arbitrary origin. */
  long nanos();
}
