package dev.ovation.app.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.adapters.guard.Breaker;
import dev.ovation.core.engine.NearReads;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.sim.SimTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GuardMetersTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final SimTime time = new SimTime();

  @Test
  void aGaugeTellsWhetherABreakerIsOpen() {
    Breaker breaker =
        new Breaker(
            "ledger reads",
            ErrorCode.LEDGER_UNAVAILABLE,
            Breaker.Settings.of(Duration.ofSeconds(2)),
            time);
    GuardMeters.bind(registry, List.of(breaker));
    assertThat(circuit()).isZero();

    for (int i = 0; i < 5; i++) {
      var _ =
          breaker.call(
              () ->
                  CompletableFuture.failedFuture(
                      new OvationException(ErrorCode.LEDGER_UNAVAILABLE, "planned")));
    }

    assertThat(circuit()).isEqualTo(2);
  }

  private double circuit() {
    return registry.get("ovation.circuit.state").tag("circuit", "ledger reads").gauge().value();
  }

  @Test
  void theNearCacheIsCounted() {
    GuardMeters.bind(registry, new NearReads(NearReads.Settings.standard(), time));

    assertThat(registry.get("ovation.near.hits").functionCounter().count()).isZero();
    assertThat(registry.get("ovation.near.misses").functionCounter().count()).isZero();
    assertThat(registry.get("ovation.near.entries").gauge().value()).isZero();
  }
}
