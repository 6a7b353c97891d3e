package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.engine.InteractionService.Source;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.PlaceKeeper;
import dev.ovation.core.projection.PlaceTerm;
import dev.ovation.core.sim.ClusterScript.Node;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of writes while the hot store can't be reached, step by step. */
class HotStoreAwayTest {
  private static final Duration EXPIRED =
      PlaceTerm.STANDARD.ttl().plus(PlaceTerm.STANDARD.margin());

  /** A write tries again, and an owner looks after its place, no more often than about this. */
  private static final Duration BEAT = Duration.ofSeconds(1);

  private final ClusterScript script = new ClusterScript();
  private final Node node = script.node(0);

  /** Lets everything go on, the owner too, until a call is answered; tells how long that took. */
  private Duration awaited(CompletableFuture<?> call) {
    long began = script.time.nanos();
    while (!call.isDone()) {
      assertThat(script.scheduler.runOne()).as("something is left to do").isTrue();
      script.project();
    }
    return Duration.ofNanos(script.time.nanos() - began);
  }

  private void assertLiked(CompletableFuture<Outcome> like) {
    assertThat(((Outcome.Written) like.join()).value()).isEqualTo("like");
  }

  @Test
  void writesAreAnsweredAgainOnceThePlaceHasExpired() {
    script.written(node.like("u1"));
    script.keeper.renew();
    script.hotGoesAway(true);

    CompletableFuture<Outcome> first = node.like("u2");
    assertThat(awaited(first)).isBetween(EXPIRED, EXPIRED.plus(BEAT));
    assertLiked(first);
    assertThat(script.hot.standing(0).join())
        .as("what nobody can reach has expired")
        .isInstanceOf(dev.ovation.core.port.ClusterHotStore.Standing.Vacant.class);

    CompletableFuture<Outcome> second = node.like("u3");
    assertThat(awaited(second)).as("nobody waits any more").isLessThan(BEAT);
    assertLiked(second);
    assertThat(node.value("u2")).isEqualTo("like");
    assertThat(node.read("u3").source()).isEqualTo(Source.LEDGER);
  }

  @Test
  void aStoreThatIsBackGetsAPlaceThatKnowsWhatWasAnswered() {
    Place before = Objects.requireNonNull(script.place());
    script.hotGoesAway(true);
    awaited(node.like("u1"));

    script.hotGoesAway(false);
    script.project();

    Place after = Objects.requireNonNull(script.place());
    assertThat(after.g()).isGreaterThan(before.g());
    assertThat(after.n()).isEqualTo(script.ledgerState().position().n());
    assertThat(node.value("u1")).isEqualTo("like");
    script.written(node.unlike("u1"));
    assertThat(Objects.requireNonNull(script.look("u1").entry()).pending()).isNotNull();
    assertThat(node.value("u1")).isNull();
  }

  @Test
  void aStoreThatIsBackBeforeItsPlaceExpiredKeepsIt() {
    Place before = Objects.requireNonNull(script.place());
    script.hotGoesAway(true);
    CompletableFuture<Outcome> like = node.like("u1");
    while (script.time.nanos() < PlaceTerm.STANDARD.ttl().dividedBy(2).toNanos()) {
      assertThat(script.scheduler.runOne()).isTrue();
      script.project();
    }
    assertThat(like).isNotDone();

    script.hotGoesAway(false);
    awaited(like);

    assertThat(Objects.requireNonNull(script.place()).g()).isEqualTo(before.g());
    assertThat(node.value("u1")).isEqualTo("like");
  }

  @Test
  void theOwnerRenewsWhileTheLedgerIsNotAsked() {
    long g = Objects.requireNonNull(script.place()).g();
    for (int second = 0; second < 60; second++) {
      script.time.advance(Duration.ofSeconds(1));
      script.keeper.renew();
    }
    assertThat(Objects.requireNonNull(script.place()).g()).isEqualTo(g);

    script.time.advance(EXPIRED);
    assertThat(script.place()).as("nobody has renewed it").isNull();
  }

  @Test
  void anOwnerThatNeverReachedTheStoreCanNotTellThatNobodyRenewsThePlace() {
    PlaceKeeper zombie = script.keeper;
    script.hotGoesAway(true);
    ClusterProjector owner = script.newOwner();
    script.projector = owner;

    CompletableFuture<Outcome> like = node.like("u1");
    awaited(like);

    assertThat(like.handle((done, failure) -> ErrorCodes.of(failure)).join())
        .isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
    script.hotGoesAway(false);
    script.project(); // The new owner claims the partition.
    long g = Objects.requireNonNull(script.place()).g();
    script.time.advance(Duration.ofSeconds(3));
    zombie.renew();
    script.time.advance(Duration.ofSeconds(2));
    assertThat(script.place()).as("place %d is not for the zombie to renew", g).isNull();
    assertThat(node.value("u1")).isEqualTo("like");
  }
}
