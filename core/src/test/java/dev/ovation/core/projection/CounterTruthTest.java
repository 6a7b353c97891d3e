package dev.ovation.core.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.Samples;
import dev.ovation.core.projection.CounterTruth.Origin;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What the log says of a total, and what a ledger may have made of the same events that met them in
 * another order.
 */
class CounterTruthTest {
  private static final Origin SHARED = new Origin(true, null, 0);
  private static final Origin ALONE = new Origin(false, null, 0);

  private static CounterEvent view(String token, int hours) {
    long at = Samples.AT_MILLIS + Duration.ofHours(hours).toMillis();
    return new CounterEvent(Samples.view(1, "u1"), 10, token, Version.atMillis(at, 1), at);
  }

  private static CounterTruth truth(Origin origin, CounterEvent... events) {
    CounterTruth truth = new CounterTruth(origin);
    truth.begins(0);
    for (int i = 0; i < events.length; i++) {
      truth.add(i + 1, events[i]);
    }
    return truth;
  }

  /** Cluster seed 30,000,507 of repairs: the second went directly, and before the first. */
  @Test
  void howOftenATokenCountsThatCameForADayDependsOnTheOrder() {
    CounterTruth truth = truth(SHARED, view("t", 0), view("t", 20), view("t", 25));

    assertThat(truth.totalWith(List.of())).isEqualTo(20);
    assertThat(truth.mayBe(10, 20)).isTrue();
    assertThat(truth.mayBe(20, 20)).isTrue();
    assertThat(truth.mayBe(0, 20)).isFalse();
    assertThat(truth.mayBe(13, 20)).as("no order makes it").isFalse();
    assertThat(truth.mayBe(40, 20)).isFalse();
  }

  @Test
  void withinItsWindowATokenCountsOnceInAnyOrder() {
    CounterTruth truth = truth(SHARED, view("t", 0), view("t", 20), view("other", 25));

    assertThat(truth.totalWith(List.of())).isEqualTo(20);
    assertThat(truth.mayBe(10, 20)).isFalse();
    assertThat(truth.mayBe(30, 20)).isFalse();
  }

  @Test
  void whoWritesAloneMeetsEventsInTheOrderOfTheLog() {
    CounterTruth truth = truth(ALONE, view("t", 0), view("t", 20), view("t", 25));

    assertThat(truth.mayBe(20, 20)).isTrue();
    assertThat(truth.mayBe(10, 20)).isFalse();
  }
}
