package dev.ovation.app.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.alert.Rule.Side;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.sim.SimTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertsTest {
  private static final Duration RAISE_AFTER = Duration.ofSeconds(10);
  private static final Duration CLEAR_AFTER = Duration.ofSeconds(30);

  private final SimTime time = new SimTime();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<String> told = new ArrayList<>();
  private double lag;
  private double hits = Double.NaN;
  private final Alerts alerts =
      new Alerts(
          List.of(
              new Rule("lag", Side.ABOVE, 30, "seconds", "late", () -> lag),
              new Rule("hits", Side.BELOW, 50, "%", "cold", () -> hits)),
          RAISE_AFTER,
          CLEAR_AFTER,
          registry,
          time,
          state -> told.add(state.name() + (state.raised() ? " raised" : " over")));

  private void forSeconds(int seconds) {
    for (int i = 0; i < seconds; i++) {
      time.advance(Duration.ofSeconds(1));
      alerts.look();
    }
  }

  private double gauge(String alert) {
    return registry.get("ovation.alert.raised").tag("alert", alert).gauge().value();
  }

  @Test
  void isRaisedOnceItHasBeenBadForLongAndIsOverOnceItHasBeenGoodForLong() {
    lag = 31;
    forSeconds(10);
    assertThat(told).isEmpty();
    forSeconds(1);
    assertThat(told).containsExactly("lag raised");
    assertThat(alerts.check().state()).isEqualTo(State.DEGRADED);
    assertThat(alerts.check().detail()).contains("lag is 31.0 seconds (threshold 30.0): late");
    assertThat(gauge("lag")).isEqualTo(1);
    assertThat(gauge("hits")).isZero();

    lag = 2;
    forSeconds(30);
    assertThat(told).hasSize(1);
    forSeconds(1);
    assertThat(told).containsExactly("lag raised", "lag over");
    assertThat(alerts.check().state()).isEqualTo(State.UP);
    assertThat(gauge("lag")).isZero();
  }

  @Test
  void doesNotFlapWithAValueThatGoesToAndFro() {
    for (int i = 0; i < 20; i++) {
      lag = 31;
      forSeconds(9);
      lag = 29;
      forSeconds(1);
    }
    assertThat(told).as("never bad for long enough").isEmpty();

    lag = 31;
    forSeconds(11);
    for (int i = 0; i < 20; i++) {
      lag = 29;
      forSeconds(40);
      lag = 31;
      forSeconds(1);
    }
    assertThat(told).as("never clearly good").containsExactly("lag raised");
  }

  @Test
  void nothingToTellIsNothingBad() {
    hits = 10;
    forSeconds(11);
    assertThat(told).containsExactly("hits raised");
    hits = Double.NaN;
    forSeconds(31);
    assertThat(told).containsExactly("hits raised", "hits over");
    assertThat(alerts.states().getLast().text()).isEqualTo("hits has nothing to tell: cold");
  }
}
