package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Row;
import dev.ovation.core.port.ClusterHotStore.Claim;
import dev.ovation.core.port.ClusterHotStore.Created;
import dev.ovation.core.port.ClusterHotStore.Needed;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.ClusterHotStore.Tenure;
import dev.ovation.core.port.HotStore.Applied.Cold;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.Place;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How long a place counts, and who may keep it: the rules of claims, tenures and renewals. */
public abstract class HotStorePlaceContract extends HotStoreContract {
  private static final long SOON_MILLIS = 400;
  private static final long LATER_MILLIS = Duration.ofHours(1).toMillis();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Lets the servers' clocks go on a little where they do not by themselves. */
  protected void letTimePass() {
    // Real clocks do.
  }

  private ClusterHotStore cluster() {
    return (ClusterHotStore) hot;
  }

  private Claim claim(long epoch) {
    return get(cluster().claim(0, epoch));
  }

  private Tenure tenure(long epoch, long millisFromNow) {
    Claim claim = claim(epoch);
    return new Tenure(epoch, claim.serverRunId(), claim.serverMillis() + millisFromNow);
  }

  private Created create(Place place, Tenure tenure) {
    Standing at = get(cluster().standing(0));
    return at instanceof Standing.Vacant vacancy
        ? get(cluster().createPlace(0, vacancy, place, List.of(), tenure))
        : Created.LOST;
  }

  /** Makes a place that counts for a moment, and returns once it does not any more. */
  private void createAndLetExpire(long epoch, Place place) {
    Tenure tenure = tenure(epoch, SOON_MILLIS);
    assertThat(create(place, tenure)).isEqualTo(Created.DONE);
    await(epoch, tenure.untilMillis());
  }

  private void await(long epoch, long serverMillis) {
    long giveUpAt = System.nanoTime() + PATIENCE.toNanos();
    while (claim(epoch).serverMillis() < serverMillis) {
      assertThat(System.nanoTime()).as("the server's clock goes on").isLessThan(giveUpAt);
      letTimePass();
    }
  }

  private static void assertFenced(CompletableFuture<?> call) {
    assertThatThrownBy(call::join)
        .hasCauseInstanceOf(OvationException.class)
        .cause()
        .extracting(failure -> ((OvationException) failure).code())
        .isEqualTo(ErrorCode.FENCED);
  }

  @Test
  void aClaimTellsWhatStandsThereAndTheTime() {
    Claim before = claim(1);
    assertThat(before.at()).isEqualTo(new Standing.Vacant(before.serverRunId(), 0));
    assertThat(before.untilMillis()).isZero();

    Tenure tenure = tenure(1, LATER_MILLIS);
    create(new Place(7, 4, 9), tenure);

    Claim after = claim(2);
    assertThat(after.at()).isEqualTo(new Standing.At(new Place(7, 4, 9)));
    assertThat(after.untilMillis()).isEqualTo(tenure.untilMillis());
    assertThat(after.serverMillis()).isGreaterThanOrEqualTo(before.serverMillis());
  }

  @Test
  void aPlaceThatHasExpiredIsCold() {
    createAndLetExpire(1, new Place(1, 0, 0));

    assertThat(look(likesOf(1), "u1")).isEqualTo(HotAnswer.COLD);
    assertThat(apply(set(like(1, "u1"), "like", 9), 90, Row.NONE, 0)).isEqualTo(new Cold());
    assertThat(get(hot.confirmTargets(new Commit(0, 0, 1, 1, 1, 0), List.of())))
        .isEqualTo(Confirmed.COLD);
    assertThat(tryFill(likesOf(1), 99, 99, 0, Map.of())).isFalse();
    assertThat(HotStoreViewContract.<@Nullable Place>get(hot.place(0))).isNull();
    assertThat(claim(1).at()).isInstanceOf(Standing.Vacant.class);
  }

  @Test
  void aRenewedPlaceGoesOn() {
    Tenure tenure = tenure(1, SOON_MILLIS);
    create(new Place(1, 0, 0), tenure);
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    Tenure longer = tenure(1, LATER_MILLIS);

    Claim renewed = get(cluster().renewPlace(0, 1, longer));

    assertThat(renewed.at()).isEqualTo(new Standing.At(new Place(1, 0, 0)));
    assertThat(renewed.untilMillis()).isEqualTo(longer.untilMillis());
    await(1, tenure.untilMillis());
    assertThat(look(likesOf(1), "u1").entry()).isNotNull();
  }

  @Test
  void aRenewalNeverMakesAPlaceExpireSooner() {
    Tenure tenure = tenure(1, LATER_MILLIS);
    create(new Place(1, 0, 0), tenure);

    Claim renewed = get(cluster().renewPlace(0, 1, tenure(1, SOON_MILLIS)));

    assertThat(renewed.untilMillis()).isEqualTo(tenure.untilMillis());
  }

  @Test
  void aPlaceThatHasExpiredIsNotRenewed() {
    createAndLetExpire(1, new Place(1, 0, 0));

    Claim renewed = get(cluster().renewPlace(0, 1, tenure(1, LATER_MILLIS)));

    assertThat(renewed.at()).isInstanceOf(Standing.Vacant.class);
    assertThat(look(likesOf(1), "u1").isCold()).isTrue();
  }

  @Test
  void aPlaceThatHasExpiredIsReplaced() {
    createAndLetExpire(1, new Place(1, 0, 0));

    assertThat(create(new Place(2, 5, 5), tenure(1, LATER_MILLIS))).isEqualTo(Created.DONE);

    assertThat(place()).isEqualTo(new Place(2, 5, 5));
    assertThat(get(cluster().renewPlace(0, 1, tenure(1, 2 * LATER_MILLIS))).untilMillis())
        .as("a place of another generation is not renewed")
        .isLessThan(claim(1).serverMillis() + LATER_MILLIS + 1);
  }

  @Test
  void nothingOfAnExpiredPlaceIsShownAgain() {
    Tenure tenure = tenure(1, SOON_MILLIS);
    create(new Place(1, 0, 0), tenure);
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    tryFill(likesOf(1), 0, 0, 0, Map.of("like", 3L));
    await(1, tenure.untilMillis());

    create(new Place(2, 5, 5), tenure(1, LATER_MILLIS));

    HotAnswer answer = look(likesOf(1), "u1");
    assertThat(answer.n0()).isEqualTo(5);
    assertThat(answer.entry()).as("ForgottenIsEmpty").isNull();
    assertThat(answer.counts()).as("ForgottenIsEmpty").isNull();
  }

  @Test
  void whatWasAnsweredSinceAPlaceExpiredIsNeeded() {
    createAndLetExpire(1, new Place(1, 5, 5));
    assertThat(get(cluster().need(0, 7))).isEqualTo(Needed.COLD);

    assertThat(create(new Place(2, 6, 6), tenure(1, LATER_MILLIS)))
        .as("B3 OldPlace")
        .isEqualTo(Created.TOO_OLD);
    assertThat(create(new Place(3, 7, 7), tenure(1, LATER_MILLIS))).isEqualTo(Created.DONE);
  }

  @Test
  void aTenureThatHasEndedOnItsWayDoesNothing() {
    Tenure ended = tenure(1, 0);
    assertThat(create(new Place(1, 0, 0), ended)).isEqualTo(Created.LOST);
    assertThat(claim(1).at()).isInstanceOf(Standing.Vacant.class);

    Tenure tenure = tenure(1, LATER_MILLIS);
    create(new Place(2, 0, 0), tenure);
    assertThat(get(cluster().renewPlace(0, 2, ended)).untilMillis())
        .isEqualTo(tenure.untilMillis());
  }

  @Test
  void aTenureByTheClockOfAnotherServerDoesNothing() {
    Claim claim = claim(1);
    Tenure elsewhere = new Tenure(1, "another", claim.serverMillis() + 2 * LATER_MILLIS);
    assertThat(create(new Place(1, 0, 0), elsewhere)).isEqualTo(Created.LOST);

    Tenure here = tenure(1, LATER_MILLIS);
    create(new Place(2, 0, 0), here);
    assertThat(get(cluster().renewPlace(0, 2, elsewhere)).untilMillis())
        .isEqualTo(here.untilMillis());
  }

  @Test
  void whoHasNotClaimedThePartitionLastNeitherMakesNorRenewsItsPlace() {
    Tenure old = tenure(1, LATER_MILLIS);
    claim(2);

    assertThat(create(new Place(1, 0, 0), old)).isEqualTo(Created.LOST);
    Tenure tenure = tenure(2, SOON_MILLIS);
    create(new Place(2, 0, 0), tenure);
    claim(3);
    assertFenced(cluster().claim(0, 2));
    assertFenced(cluster().renewPlace(0, 2, tenure));
    assertThat(claim(3).untilMillis()).isEqualTo(tenure.untilMillis());
  }

  @Test
  void aPlaceThatIsDroppedIsColdAndReplaced() {
    Tenure tenure = tenure(1, LATER_MILLIS);
    create(new Place(4, 0, 0), tenure);
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    tryFill(likesOf(1), 0, 0, 0, Map.of("like", 3L));
    assertThat(get(cluster().dropPlace(0, 3))).as("another generation").isFalse();
    assertThat(place()).isEqualTo(new Place(4, 0, 0));

    assertThat(get(cluster().dropPlace(0, 4))).isTrue();

    assertThat(look(likesOf(1), "u1")).isEqualTo(HotAnswer.COLD);
    assertThat(apply(set(like(1, "u1"), "like", 9), 90, Row.NONE, 0)).isEqualTo(new Cold());
    assertThat(get(cluster().renewPlace(0, 4, tenure(1, 2 * LATER_MILLIS))).at())
        .isEqualTo(new Standing.Vacant(claim(1).serverRunId(), 4));
    assertThat(get(cluster().dropPlace(0, 4))).as("once more").isFalse();

    assertThat(create(new Place(5, 1, 1), tenure(1, LATER_MILLIS))).isEqualTo(Created.DONE);
    HotAnswer answer = look(likesOf(1), "u1");
    assertThat(answer.n0()).isEqualTo(1);
    assertThat(answer.entry()).isNull();
    assertThat(answer.counts()).isNull();
    assertThat(get(cluster().dropPlace(0, 4))).as("late").isFalse();
    assertThat(place()).isEqualTo(new Place(5, 1, 1));
  }

  /** Its owner had looked before, so it knows nothing of what was written to the other. */
  @Test
  void noPlaceComesAfterOneThatWasMadeSinceTheVacancyWasMet() {
    Tenure tenure = tenure(1, LATER_MILLIS);
    Standing.Vacant before = (Standing.Vacant) claim(1).at();
    create(new Place(2, 0, 0), tenure);
    get(cluster().dropPlace(0, 2));

    for (long g : List.of(1L, 2L, 3L)) {
      assertThat(get(cluster().createPlace(0, before, new Place(g, 0, 0), List.of(), tenure)))
          .isEqualTo(Created.LOST);
    }
    assertThat(create(new Place(3, 0, 0), tenure)).isEqualTo(Created.DONE);
  }

  @Test
  void aNewOwnerRenewsThePlaceThatItFinds() {
    create(new Place(1, 0, 0), tenure(1, SOON_MILLIS));
    Tenure tenure = tenure(2, LATER_MILLIS);

    assertThat(get(cluster().renewPlace(0, 1, tenure)).untilMillis())
        .isEqualTo(tenure.untilMillis());
  }
}
