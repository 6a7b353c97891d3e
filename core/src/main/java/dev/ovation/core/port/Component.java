package dev.ovation.core.port;

/** Something with a life and a health. Closing is idempotent and waits for what was accepted. */
public interface Component extends AutoCloseable {

  /** Whether it would probably work now. Cheap enough to be asked every second; never throws. */
  Health check();

  @Override
  void close();

  /**
   * How a component is.
   *
   * @param detail one sentence: what is wrong and what to do, or a figure when all is well
   * @param circuit whether calls reach it: {@code closed}, {@code half-open} or {@code open}
   */
  record Health(State state, String detail, String circuit) {
    /** Of something without a circuit breaker: what is down is as good as cut off. */
    public Health(State state, String detail) {
      this(state, detail, state == State.DOWN ? "open" : "closed");
    }

    public Health withCircuit(String told) {
      return new Health(state, detail, told);
    }

    public static Health up(String detail) {
      return new Health(State.UP, detail);
    }

    public static Health degraded(String detail) {
      return new Health(State.DEGRADED, detail);
    }

    public static Health down(String detail) {
      return new Health(State.DOWN, detail);
    }
  }

  /** Ordered from good to bad. */
  enum State {
    UP,
    DEGRADED,
    DOWN
  }
}
