package dev.ovation.core.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.port.ClusterHotStore.Claim;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.ClusterHotStore.Tenure;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.sim.SimTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Deadlines: what is handed out, and when all of it is over. */
class PlaceLeaseTest {
  private static final PlaceTerm TERM =
      new PlaceTerm(Duration.ofMillis(4_000), Duration.ofMillis(500));

  private final SimTime time = new SimTime();
  private final PlaceLease lease = new PlaceLease(7, TERM, time);

  private void pass(long millis) {
    time.advance(Duration.ofMillis(millis));
  }

  private static Claim vacant(String runId, long serverMillis) {
    return new Claim(new Standing.Vacant(runId, 0), runId, 0, serverMillis);
  }

  @Test
  void nothingIsHandedOutNorOverBeforeThePartitionIsClaimed() {
    pass(100_000);

    assertThat(lease.extend()).isNull();
    assertThat(lease.isOver()).isFalse();
  }

  @Test
  void aTenureIsATermFromWhatTheServerToldAndTheTimeSince() {
    lease.claimed(vacant("run", 10_000));
    pass(300);

    assertThat(lease.extend()).isEqualTo(new Tenure(7, "run", 14_300));
  }

  @Test
  void noTenureIsMadeOfAnAnswerOlderThanATerm() {
    lease.claimed(vacant("run", 10_000));
    pass(4_000);
    assertThat(lease.extend()).isNotNull();
    pass(1);

    assertThat(lease.extend()).isNull();
  }

  @Test
  void itIsOverOnceTheLastTenureAndTheMarginHavePassed() {
    lease.claimed(vacant("run", 10_000));
    assertThat(lease.isOver()).as("nothing was found, nothing handed out").isTrue();
    lease.extend();
    pass(2_000);
    lease.extend();
    pass(4_499);
    assertThat(lease.isOver()).isFalse();
    pass(1);

    assertThat(lease.isOver()).isTrue();
  }

  @Test
  void aPlaceThatAnEarlierOwnerKeptIsWaitedFor() {
    Standing at = new Standing.At(new Place(3, 1, 1));
    lease.claimed(new Claim(at, "run", 13_000, 10_000));

    assertThat(lease.g()).hasValue(3);
    pass(3_499);
    assertThat(lease.isOver()).isFalse();
    pass(1);
    assertThat(lease.isOver()).isTrue();
  }

  @Test
  void whatWasSentToAnotherServerHasAsLongToGoAsItHad() {
    lease.claimed(vacant("run", 10_000));
    lease.extend(); // Until 14,000 there, in 4,000.
    pass(1_000);

    lease.claimed(vacant("other run", 5)); // 3,000 left.

    pass(3_499);
    assertThat(lease.isOver()).isFalse();
    pass(1);
    assertThat(lease.isOver()).isTrue();
  }

  @Test
  void aTermWithoutTimeIsRefused() {
    assertThatThrownBy(() -> new PlaceTerm(Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PlaceTerm(Duration.ofSeconds(1), Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
