package dev.ovation.core.lincheck;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Version;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.port.Samples;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Stamps of one clock by several threads, as if they had come one after the other. */
@Param(name = "seen", gen = IntGen.class, conf = "-2:3")
public class ClockLinearizabilityTest {
  private static final long NOW = Samples.AT_MILLIS;

  private final HybridClock clock = new HybridClock(Still.at(NOW), 1, 0);

  @Operation
  public long next(@Param(name = "seen") int seen) {
    return clock.next(version(seen));
  }

  @Operation
  public void observe(@Param(name = "seen") int seen) {
    clock.observe(version(seen));
  }

  @Operation
  public long ahead() {
    return clock.aheadMillis();
  }

  /** One of another node, some milliseconds before or after now. */
  private static long version(int millis) {
    return Version.atMillis(NOW + millis, 2);
  }

  @Test
  void isLinearizable() {
    Checks.linearizable(ClockLinearizabilityTest.class);
  }

  /** A clock as it is written at first, to see that it would be found out. */
  public static class Careless {
    private volatile long last;

    @Operation
    public long next() {
      long next = last + Version.STEP;
      last = next;
      return next;
    }
  }

  @Test
  void aCarelessOneIsFoundOut() {
    assertThatThrownBy(() -> Checks.linearizable(Careless.class))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Invalid execution results");
  }
}
