package dev.ovation.core.projection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.Samples;
import dev.ovation.core.projection.CounterTruth.Origin;
import dev.ovation.core.projection.CounterTruth.Placed;
import java.time.Duration;
import java.util.Collections;
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

  /** Where the ledger knows of nothing. */
  private static boolean mayBe(CounterTruth truth, long stored, List<Placed> more) {
    return truth.mayBe(stored, more, keys -> Collections.nCopies(keys.size(), Row.NONE));
  }

  /** Cluster seed 30,000,507 of repairs: the second went directly, and before the first. */
  @Test
  void howOftenATokenCountsThatCameForADayDependsOnTheOrder() {
    CounterTruth truth = truth(SHARED, view("t", 0), view("t", 20), view("t", 25));

    assertThat(truth.totalWith(List.of())).isEqualTo(20);
    assertThat(mayBe(truth, 10, List.of())).isTrue();
    assertThat(mayBe(truth, 20, List.of())).isTrue();
    assertThat(mayBe(truth, 0, List.of())).isFalse();
    assertThat(mayBe(truth, 13, List.of())).as("no order makes it").isFalse();
    assertThat(mayBe(truth, 40, List.of())).isFalse();
  }

  /** The first is still on its way to the log. */
  @Test
  void whatIsNotInTheLogYetMayHaveComeFirst() {
    CounterTruth truth = truth(SHARED, view("t", 3), view("t", 25));
    List<Placed> outbox = List.of(new Placed(Long.MAX_VALUE, view("t", 0)));

    assertThat(truth.totalWith(outbox)).isEqualTo(10);
    assertThat(mayBe(truth, 20, outbox)).isTrue();
    assertThat(mayBe(truth, 20, List.of())).isFalse();
  }

  /** Cluster seed 50,003,903: the first never came to the log, where the second stands for it. */
  @Test
  void whatTheLedgerKnowsOfATokenTellsThatItCountedAnother() {
    CounterTruth truth = truth(SHARED, view("t", 3), view("t", 25));
    Row last = new Row(null, view("t", 25).version(), 0, 2);
    Row first = new Row(null, view("t", 3).version(), 0, 1);

    assertThat(truth.mayBe(20, List.of(), keys -> List.of(last))).isTrue();
    assertThat(truth.mayBe(20, List.of(), keys -> List.of(first))).isFalse();
  }

  @Test
  void withinItsWindowATokenCountsOnceInAnyOrder() {
    CounterTruth truth = truth(SHARED, view("t", 0), view("t", 20), view("other", 25));

    assertThat(truth.totalWith(List.of())).isEqualTo(20);
    assertThat(mayBe(truth, 10, List.of())).isFalse();
    assertThat(mayBe(truth, 30, List.of())).isFalse();
  }

  @Test
  void whoWritesAloneMeetsEventsInTheOrderOfTheLog() {
    CounterTruth truth = truth(ALONE, view("t", 0), view("t", 20), view("t", 25));

    assertThat(mayBe(truth, 20, List.of())).isTrue();
    assertThat(mayBe(truth, 10, List.of())).isFalse();
  }
}
