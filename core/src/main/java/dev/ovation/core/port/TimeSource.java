package dev.ovation.core.port;

/** Where the core gets time from. Thread-safe. Simulations move it by hand. */
public interface TimeSource {

  /** The clocks of the machine. */
  TimeSource SYSTEM =
      new TimeSource() {
        @Override
        public long millis() {
          return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
          return System.nanoTime();
        }
      };

  /** Wall clock, milliseconds of the Unix epoch. May step back. */
  long millis();

  /** For durations only; never steps back. Nanoseconds from an arbitrary origin. */
  long nanos();
}
