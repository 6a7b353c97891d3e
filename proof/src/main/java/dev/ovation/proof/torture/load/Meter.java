package dev.ovation.proof.torture.load;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * How requests were answered, and how fast, in each phase of a torture. The clients send their next
 * request when the one before was answered, so a server that stalls is asked less meanwhile: the
 * latencies are those of the requests that were made, no more. Thread-safe.
 */
public final class Meter {
  private static final long MICROS_MAX = 120_000_000;

  private Phase phase = new Phase();

  /** What was measured in a phase. */
  public static final class Phase {
    private final Map<String, Long> answers = new TreeMap<>();
    private final Histogram writeMicros = new Histogram(MICROS_MAX, 2);
    private final Histogram readMicros = new Histogram(MICROS_MAX, 2);

    /** How many answers there were of each sort: operations for writes, requests for reads. */
    public Map<String, Long> answers() {
      return answers;
    }

    /** Latencies of requests that write, in microseconds. */
    public Histogram writeMicros() {
      return writeMicros;
    }

    public Histogram readMicros() {
      return readMicros;
    }

    /** Adds another phase to this one. */
    public void add(Phase other) {
      other.answers.forEach((answer, count) -> answers.merge(answer, count, Long::sum));
      writeMicros.add(other.writeMicros);
      readMicros.add(other.readMicros);
    }
  }

  /** Ends a phase, begins the next, and returns the one that ended. */
  public synchronized Phase next() {
    Phase ended = phase;
    phase = new Phase();
    return ended;
  }

  synchronized void answered(String answer, long count) {
    phase.answers.merge(answer, count, Long::sum);
  }

  synchronized void wrote(long nanos) {
    phase.writeMicros.recordValue(Math.min(MICROS_MAX, nanos / 1_000));
  }

  synchronized void read(long nanos) {
    phase.readMicros.recordValue(Math.min(MICROS_MAX, nanos / 1_000));
  }
}
