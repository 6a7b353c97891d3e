package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.ClusterHotStore.Created;
import dev.ovation.core.port.ClusterHotStore.Needed;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.Applied.Cold;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.TargetConfirm;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What a hot store does that several nodes share and that may forget: everything that any hot store
 * does, and in addition the rules by which nothing that it forgot is ever taken for true.
 */
public abstract class ClusterHotStoreContract extends HotStorePlaceContract {

  /** Every server of the store starts again with nothing. The store under test goes on. */
  protected abstract void forget() throws Exception;

  /** Remembers what every server holds now, for {@link #returnWithOldData}. */
  protected abstract void keep() throws Exception;

  /** Every server starts again with what was kept. */
  protected abstract void returnWithOldData() throws Exception;

  private ClusterHotStore cluster() {
    return (ClusterHotStore) hot;
  }

  private Standing.Vacant vacancy() {
    return (Standing.Vacant) get(cluster().standing(0));
  }

  private Created create(Standing.Vacant vacancy, Place place, ParkedEvent... parked) {
    return get(LastingPlaces.create(cluster(), 0, vacancy, place, List.of(parked)));
  }

  private @Nullable List<HotEntry> entriesOrCold() {
    return HotStoreViewContract.<@Nullable List<HotEntry>>get(hot.entries(likesOf(1)));
  }

  private Confirmed confirmOn(long g, long from, long n) {
    return get(hot.confirmTargets(new Commit(0, from, n, n, g, 0), List.of()));
  }

  private void assertCold() {
    assertThat(look(likesOf(1), "u1")).isEqualTo(HotAnswer.COLD);
    assertThat(entriesOrCold()).isNull();
    assertThat(apply(set(like(1, "u1"), "like", 9), 90, Row.NONE, 0)).isEqualTo(new Cold());
    assertThat(get(hot.confirmTargets(commit(0, 1, 1), List.of()))).isEqualTo(Confirmed.COLD);
    assertThat(tryFill(likesOf(1), 99, 99, 0, Map.of())).isFalse();
    assertThat(HotStoreViewContract.<@Nullable Place>get(hot.place(0))).isNull();
  }

  @Test
  void itSaysThatItForgets() {
    assertThat(hot.forgets()).isTrue();
  }

  // ---- cold ----------------------------------------------------------------------------------

  @Test
  void aPartitionWithoutPlaceIsCold() {
    assertCold();
  }

  @Test
  void aPartitionIsColdOnceItsServerForgot() throws Exception {
    createPlace(0, 0);
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    assertThat(look(likesOf(1), "u1").isCold()).isFalse();

    forget();

    assertCold();
  }

  @Test
  void whatAnotherRunWroteIsMissing() throws Exception {
    createPlace(0, 0);
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    fill(likesOf(1), 0, 0, 0, Map.of("like", 3L));
    get(hot.fillView(U1, get(hot.leaseView(U1)), new ActorRows(likesBy(1), true)));
    keep();

    returnWithOldData();

    assertCold();
    assertThat(viewOf(1).loaded()).as("A12 HalfFailover").isFalse();
    assertThat(viewOf(1).rows()).containsExactly((Row) null);
  }

  @Test
  void aNewPlaceShowsNothingOfWhatAnOldOneHeld() throws Exception {
    create(vacancy(), new Place(1, 0, 0));
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    fill(likesOf(1), 0, 0, 0, Map.of("like", 3L));
    keep();
    returnWithOldData();

    assertThat(create(vacancy(), new Place(2, 5, 5))).isEqualTo(Created.DONE);

    HotAnswer answer = look(likesOf(1), "u1");
    assertThat(answer.g()).isEqualTo(2);
    assertThat(answer.n0()).isEqualTo(5);
    assertThat(answer.entry()).as("ForgottenIsEmpty").isNull();
    assertThat(answer.counts()).as("ForgottenIsEmpty").isNull();
    assertThat(entriesOrCold()).isEmpty();
    fill(likesOf(1), 5, 5, 5, Map.of("like", 1L));
    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
  }

  @Test
  void onePartitionCanBeColdWhileAnotherIsNot() throws Exception {
    hot.close();
    hot = open(2, new Bounds(200_000, 200_000, 200_000, 3));
    int there = Samples.videosIn(0, new dev.ovation.core.domain.Partitioner(2), 1).getFirst();
    int cold = Samples.videosIn(1, new dev.ovation.core.domain.Partitioner(2), 1).getFirst();
    createPlace(3, 3);

    List<HotAnswer> answers =
        get(
            hot.read(
                List.of(new HotQuery(likesOf(cold), "u1"), new HotQuery(likesOf(there), "u1"))));

    assertThat(answers.get(0).isCold()).isTrue();
    assertThat(answers.get(1).n0()).isEqualTo(3);
  }

  // ---- making a place ------------------------------------------------------------------------

  @Test
  void aPlaceIsWrittenOnlyWhereThereIsNone() {
    Standing.Vacant vacancy = vacancy();
    assertThat(create(vacancy, new Place(7, 4, 9))).isEqualTo(Created.DONE);
    apply(set(like(1, "u1"), "like", 1), 10, Row.NONE, 4);

    assertThat(create(vacancy, new Place(8, 3, 8))).isEqualTo(Created.LOST);

    assertThat(place()).isEqualTo(new Place(7, 4, 9));
    assertThat(look(likesOf(1), "u1").entry()).isNotNull();
  }

  @Test
  void aPlaceIsWrittenOnlyOnTheRunThatWasFoundVacant() throws Exception {
    Standing.Vacant before = vacancy();
    forget();

    assertThat(create(before, new Place(1, 4, 9))).isEqualTo(Created.LOST);

    assertThat(get(cluster().standing(0))).isInstanceOf(Standing.Vacant.class);
    assertThat(create(vacancy(), new Place(2, 4, 9))).isEqualTo(Created.DONE);
  }

  @Test
  void aPlaceOlderThanAnAnswerIsNotWritten() {
    Standing.Vacant vacancy = vacancy();
    assertThat(get(cluster().need(0, 5))).isEqualTo(Needed.COLD);
    assertThat(get(cluster().need(0, 3))).isEqualTo(Needed.COLD);

    assertThat(create(vacancy, new Place(1, 4, 9))).as("B3 OldPlace").isEqualTo(Created.TOO_OLD);
    assertThat(create(vacancy, new Place(2, 5, 9))).isEqualTo(Created.DONE);
  }

  @Test
  void aNeedIsForgottenWithTheRest() throws Exception {
    get(cluster().need(0, 5));
    keep();
    returnWithOldData();

    assertThat(create(vacancy(), new Place(1, 4, 9))).isEqualTo(Created.DONE);
  }

  @Test
  void aNeedIsMetByAPlaceThatIsFarEnough() {
    create(vacancy(), new Place(1, 5, 9));

    assertThat(get(cluster().need(0, 5))).isEqualTo(Needed.CONFIRMED);
    assertThat(get(cluster().need(0, 6))).isEqualTo(Needed.BEHIND);
  }

  @Test
  void aHintFromBeforeThePlaceIsTooOld() {
    create(vacancy(), new Place(1, 5, 9));

    assertThat(apply(set(like(1, "u1"), "like", 1), 10, Row.NONE, 4))
        .isInstanceOf(HotStore.Applied.HintTooOld.class);
    assertThat(apply(set(like(1, "u1"), "like", 1), 10, Row.NONE, 5))
        .isInstanceOf(HotStore.Applied.Visible.class);
  }

  @Test
  void theNewestParkedEventOfARegisterIsShownFromTheStart() {
    RegisterEvent older = set(like(1, "u1"), "like", 2);
    RegisterEvent newer = set(like(1, "u1"), null, 3);
    create(
        vacancy(),
        new Place(1, 5, 9),
        new ParkedEvent(newer, 7, row("like", 1, 1)),
        new ParkedEvent(older, 8, row("like", 1, 1)));

    assertThat(entry(likesOf(1), "u1").pending()).isEqualTo(new Pending(newer, 7, true));
  }

  // ---- confirms and views --------------------------------------------------------------------

  @Test
  void aConfirmIsTakenByItsOwnPlaceOnly() throws Exception {
    create(vacancy(), new Place(1, 5, 5));
    forget();
    create(vacancy(), new Place(2, 5, 5));

    TargetConfirm row = new TargetConfirm(likesOf(1), likes(1), List.of(), List.of());
    assertThat(get(hot.confirmTargets(new Commit(0, 5, 6, 6, 1, 0), List.of(row))))
        .isEqualTo(Confirmed.COLD);
    get(hot.confirmPlace(new Commit(0, 5, 6, 6, 1, 0)));
    assertThat(place()).isEqualTo(new Place(2, 5, 5));

    assertThat(confirmOn(2, 5, 6)).isEqualTo(Confirmed.DONE);
    get(hot.confirmPlace(new Commit(0, 5, 6, 6, 2, 77)));
    assertThat(place()).isEqualTo(new Place(2, 6, 6, 77));
    assertThat(look(likesOf(1), null).version()).isEqualTo(77);
  }

  @Test
  void anEventOfALaterConfirmThatHasBegunIsSettledByThatOne() {
    create(vacancy(), new Place(1, 0, 0));
    Commit first = new Commit(0, 0, 1, 5, 1, 0);
    Commit second = new Commit(0, 0, 2, 10, 1, 0);
    KeyedRow newer = new KeyedRow("u1", row("like", 2, 2));
    TargetConfirm touched = new TargetConfirm(likesOf(1), likes(1), List.of(newer), List.of());
    get(hot.confirmTargets(first, List.of()));
    get(hot.confirmTargets(second, List.of(touched)));
    RegisterEvent older = set(like(1, "u1"), null, 1);
    apply(older, 8, Row.NONE, 0);

    get(hot.confirmPlace(first));
    assertThat(entry(likesOf(1), "u1").pending()).isEqualTo(new Pending(older, 8, false));
    get(hot.confirmPlace(second));

    assertThat(entry(likesOf(1), "u1")).isEqualTo(new EntryState(newer.row(), null));
  }

  @Test
  void aViewTellsTheGenerationItWasReadAt() {
    createPlace(1, 1);
    get(hot.fillView(U1, get(hot.leaseView(U1)), new ActorRows(likesBy(1), true, 4)));
    confirmView(1, 2, 1, row(null, 9, 2));

    assertThat(viewOf(1).g()).as("B10 ViewOutlivesPlace").isEqualTo(4);
    assertThat(viewOf(1).rows()).containsExactly(row(null, 9, 2));
  }

  @Test
  void aLeaseIsForgottenWithTheRest() throws Exception {
    createPlace(1, 1);
    long lease = get(hot.leaseView(U1));
    keep();
    returnWithOldData();

    assertThat(get(hot.fillView(U1, lease, new ActorRows(likesBy(1), true)))).isFalse();

    forget();
    long again = get(hot.leaseView(U1));
    assertThat(again).as("no lease is given twice").isNotEqualTo(lease);
    assertThat(get(hot.fillView(U1, lease, new ActorRows(likesBy(1), true)))).isFalse();
  }

  @Test
  void aBaseReadBeforeANewPlaceIsRefused() throws Exception {
    create(vacancy(), new Place(1, 3, 3));
    BaseSnapshot before = new BaseSnapshot(likes(1), 3, 3, 3);
    forget();
    create(vacancy(), new Place(2, 4, 4));

    assertThat(get(hot.fillBase(likesOf(1), before))).isFalse();
  }
}
