package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.add;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.reaction;
import static dev.ovation.core.port.Samples.set;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.Applied.HintTooOld;
import dev.ovation.core.port.HotStore.Applied.Overtaken;
import dev.ovation.core.port.HotStore.Applied.Visible;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What every hot store does: the protocol's rules for apply, confirm and fill, as far as the port
 * shows them. This is the class for an adapter to extend; it brings {@link HotStoreViewContract}
 * with it. Each test names the rule, and where there is one the counterexample, that it guards.
 */
public abstract class HotStoreContract extends HotStoreViewContract {

  // ---- place ---------------------------------------------------------------------------------

  @Test
  void aPartitionHasNoPlaceBeforeItIsCreated() {
    assertThat(get(hot.place(0))).isNull();

    get(hot.createPlace(0, new Place(3, 7), List.of()));

    assertThat(get(hot.place(0))).isEqualTo(new Place(3, 7));
    assertThat(look(likesOf(1), "u1").n0()).isEqualTo(3);
  }

  @Test
  void aPlaceOnlyMovesForward() {
    createPlace(5, 50);
    confirmAll(5, 7, 70);
    assertThat(get(hot.place(0))).isEqualTo(new Place(7, 70));

    get(hot.confirmPlace(commit(5, 6, 60)));

    assertThat(get(hot.place(0))).as("B4 PlaceBackwards").isEqualTo(new Place(7, 70));
  }

  @Test
  void parkedEventsAreVisibleFromTheStart() {
    RegisterEvent parked = set(like(1, "u1"), "like", 2);
    get(hot.createPlace(0, new Place(4, 9), List.of(new ParkedEvent(parked, 8, row(null, 1, 3)))));
    fill(likesOf(1), 4, 9, 4, Map.of());

    EntryState entry = entry(likesOf(1), "u1");
    assertThat(entry.pending()).isEqualTo(new Pending(parked, 8, true));
    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
  }

  // ---- apply ---------------------------------------------------------------------------------

  @Test
  void anAppliedEventIsPendingOnItsHint() {
    createPlace(0, 0);
    RegisterEvent event = set(like(1, "u1"), "like", 1);

    Applied applied = apply(event, 1, Row.NONE, 0);

    assertThat(applied).isEqualTo(new Visible(true, null));
    assertThat(look(likesOf(1), "u1").entry())
        .isEqualTo(new EntryState(Row.NONE, new Pending(event, 1, false)));
    assertThat(look(likesOf(1), "u2").entry()).isNull();
    assertThat(get(hot.entries(likesOf(1)))).hasSize(1);
  }

  @Test
  void applyingTwiceIsApplyingOnce() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    RegisterEvent event = set(like(1, "u1"), "like", 1);
    assertThat(apply(event, 1, Row.NONE, 0)).isEqualTo(new Visible(true, likes(1)));

    apply(event, 1, Row.NONE, 0);

    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
  }

  @Test
  void ofTwoEventsOfARegisterTheNewerWinsInEitherOrder() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    fill(likesOf(2), 0, 0, 0, Map.of());
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    apply(set(like(1, "u1"), null, 2), 2, Row.NONE, 0);
    apply(set(like(2, "u1"), null, 2), 4, Row.NONE, 0);
    Applied loser = apply(set(like(2, "u1"), "like", 1), 3, Row.NONE, 0);

    assertThat(counts(likesOf(1))).isEqualTo(likes(0));
    assertThat(counts(likesOf(2))).isEqualTo(likes(0));
    assertThat(loser).isEqualTo(new Visible(false, likes(0)));
    assertThat(stance(likesOf(2), "u1").version()).isEqualTo(version(2));
  }

  @Test
  void twoWhoSawNothingCountOnce() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    Applied second = apply(set(like(1, "u1"), "like", 2), 2, Row.NONE, 0);

    assertThat(second).as("A7 DoubleClick").isEqualTo(new Visible(false, likes(1)));
  }

  @Test
  void anotherValueMovesTheActor() {
    createPlace(0, 0);
    TargetKind reactions = reaction(1, "u1").targetKind();
    fill(reactions, 0, 0, 0, Map.of());
    apply(set(reaction(1, "u1"), "love", 1), 1, Row.NONE, 0);
    Applied moved = apply(set(reaction(1, "u1"), "haha", 2), 2, Row.NONE, 0);

    assertThat(moved).isEqualTo(new Visible(true, Counts.of(Map.of("haha", 1L))));
  }

  @Test
  void whatThePlaceHasPassedIsIgnored() {
    createPlace(3, 10);
    fill(likesOf(1), 3, 10, 3, Map.of("like", 1L));

    Applied applied = apply(set(like(1, "u1"), "like", 1), 10, Row.NONE, 3);

    assertThat(applied).isEqualTo(new Overtaken(likes(1)));
    assertThat(counts(likesOf(1))).as("A9 BaseAhead").isEqualTo(likes(1));
    assertThat(look(likesOf(1), "u1").entry()).isNull();
  }

  @Test
  void aHintFromBeforeTheFloorIsRefused() {
    createPlace(0, 0);
    apply(set(like(1, "u1"), "like", 3), 1, Row.NONE, 0);
    confirmLike(0, 1, 1, 1, "u1", row("like", 3, 1));
    trim(1, 1);
    long n = place().n();
    RegisterEvent loser = set(like(1, "u1"), null, 2);

    assertThat(apply(loser, 50, Row.NONE, 0)).as("A10 LateLoser").isInstanceOf(HintTooOld.class);
    assertThat(look(likesOf(1), "u1").entry()).isNull();

    apply(loser, 50, row("like", 3, 1), n);
    assertThat(stance(likesOf(1), "u1")).isEqualTo(row("like", 3, 1));
  }

  @Test
  void aForcedApplyOnAnOldHintIsColdUntilConfirmed() {
    createPlace(0, 0);
    apply(set(like(1, "u1"), "like", 3), 1, Row.NONE, 0);
    confirmLike(0, 1, 1, 1, "u1", row("like", 3, 1));
    trim(1, 1);
    long n = place().n();
    RegisterEvent event = set(like(1, "u1"), null, 4);

    assertThat(get(hot.apply(event, 50, Row.NONE, 0, true))).isEqualTo(new Visible(true, null));
    assertThat(entry(likesOf(1), "u1").row()).isNull();
    assertThat(look(likesOf(1), null).counts()).isNull();

    confirmLike(n, n + 1, 50, 1, "u1", row(null, 4, n + 1));
    fill(likesOf(1), n + 1, 50, n + 1, Map.of());
    assertThat(counts(likesOf(1))).isEqualTo(likes(0));
  }

  @Test
  void aHintThatIsNewerThanTheBaseDropsTheBase() {
    createPlace(1, 1);
    fill(likesOf(1), 1, 1, 1, Map.of());

    // The hint was read after a commit that is not confirmed yet: the base does not hold it.
    Applied applied = apply(set(like(1, "u1"), null, 5), 3, row("like", 4, 2), 1);

    assertThat(applied).isEqualTo(new Visible(true, null));
    assertThat(look(likesOf(1), null).counts()).isNull();
  }

  @Test
  void targetsAndKindsAreKeptApart() {
    createPlace(0, 0);
    for (TargetKind targetKind : List.of(likesOf(1), likesOf(2), reaction(1, "u1").targetKind())) {
      fill(targetKind, 0, 0, 0, Map.of());
    }
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);

    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
    assertThat(counts(likesOf(2))).isEqualTo(Counts.NONE);
    assertThat(counts(reaction(1, "u1").targetKind())).isEqualTo(Counts.NONE);
    assertThat(look(likesOf(2), "u1").entry()).isNull();
  }

  // ---- counters ------------------------------------------------------------------------------

  @Test
  void additionsWithoutTokenAllCount() {
    createPlace(0, 0);
    TargetKind views = view(1, "u1").targetKind();
    fill(views, 0, 0, 0, Map.of("view", 10L));
    apply(add(view(1, "u1"), 2, null, 1), 1, Row.NONE, 0);
    apply(add(view(1, "u1"), 3, null, 2), 2, Row.NONE, 0);
    Applied again = apply(add(view(1, "u1"), 3, null, 2), 2, Row.NONE, 0);

    assertThat(counts(views)).isEqualTo(Counts.of(Map.of("view", 15L)));
    assertThat(again).isInstanceOf(Visible.class);
  }

  @Test
  void aTokenCountsOnceAndTheLowerOffsetDecides() {
    createPlace(0, 0);
    TargetKind views = view(1, "u1").targetKind();
    fill(views, 0, 0, 0, Map.of());
    apply(add(view(1, "u1"), 7, "t", 2), 2, Row.NONE, 0);
    apply(add(view(1, "u1"), 5, "t", 1), 1, Row.NONE, 0);
    assertThat(counts(views)).isEqualTo(Counts.of(Map.of("view", 5L)));

    Applied retry = apply(add(view(1, "u1"), 5, "t", 3), 3, Row.NONE, 0);
    assertThat(retry).isEqualTo(new Visible(false, Counts.of(Map.of("view", 5L))));
    apply(add(view(1, "u2"), 1, "t", 4), 4, Row.NONE, 0);
    assertThat(counts(views)).as("a token is one actor's").isEqualTo(Counts.of(Map.of("view", 6L)));
  }

  @Test
  void aTokenThatTheLedgerCountedDoesNotCountAgain() {
    createPlace(1, 1);
    TargetKind views = view(1, "u1").targetKind();
    fill(views, 1, 1, 1, Map.of("view", 5L));

    Applied applied = apply(add(view(1, "u1"), 5, "t", 2), 2, row(null, 1, 1), 1);

    assertThat(applied).isEqualTo(new Visible(false, Counts.of(Map.of("view", 5L))));
  }

  @Test
  void aConfirmTakesOverWhatItCounted() {
    createPlace(0, 0);
    TargetKind views = view(1, "u1").targetKind();
    fill(views, 0, 0, 0, Map.of());
    Event token = add(view(1, "u1"), 5, "t", 1);
    Event plain = add(view(1, "u1"), 2, null, 2);
    Event later = add(view(1, "u1"), 1, null, 3);
    apply(token, 1, Row.NONE, 0);
    apply(plain, 2, Row.NONE, 0);
    apply(later, 3, Row.NONE, 0);

    confirmTarget(
        0,
        1,
        2,
        views,
        Map.of("view", 7L),
        Map.of(token.entryKey(), row(null, 1, 1), plain.entryKey(), row(null, 2, 1)));
    assertThat(counts(views)).isEqualTo(Counts.of(Map.of("view", 8L)));

    get(hot.confirmPlace(commit(0, 1, 2)));
    assertThat(counts(views)).isEqualTo(Counts.of(Map.of("view", 8L)));
  }

  // ---- confirm -------------------------------------------------------------------------------

  @Test
  void aConfirmedEventIsRowAndNoLongerPending() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);

    confirmTarget(0, 1, 1, likesOf(1), Map.of("like", 1L), Map.of("u1", row("like", 1, 1)));

    assertThat(entry(likesOf(1), "u1")).isEqualTo(new EntryState(row("like", 1, 1), null));
    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
    get(hot.confirmPlace(commit(0, 1, 1)));
    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
  }

  @Test
  void aConfirmLeavesWhatIsBeyondIt() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    RegisterEvent beyond = set(like(1, "u1"), null, 2);
    apply(beyond, 2, Row.NONE, 0);

    confirmLike(0, 1, 1, 1, "u1", row("like", 1, 1));

    assertThat(entry(likesOf(1), "u1"))
        .isEqualTo(new EntryState(row("like", 1, 1), new Pending(beyond, 2, false)));
    assertThat(counts(likesOf(1))).isEqualTo(likes(0));
  }

  @Test
  void confirmsComeInOrder() {
    createPlace(3, 3);

    assertThat(get(hot.confirmTargets(commit(4, 5, 5), List.of()))).isEqualTo(Confirmed.GAP);
    assertThat(get(hot.confirmTargets(commit(2, 3, 3), List.of()))).isEqualTo(Confirmed.OLD);
    assertThat(get(hot.confirmTargets(commit(1, 2, 2), List.of()))).isEqualTo(Confirmed.OLD);
    assertThat(get(hot.confirmTargets(commit(2, 4, 4), List.of()))).isEqualTo(Confirmed.DONE);
  }

  @Test
  void anOldConfirmChangesNothing() {
    createPlace(0, 0);
    confirmLike(0, 1, 1, 1, "u1", row("like", 1, 1));
    confirmLike(1, 2, 2, 0, "u1", row(null, 2, 2));
    fill(likesOf(1), 2, 2, 2, Map.of());

    Confirmed zombie =
        confirmTarget(0, 1, 1, likesOf(1), Map.of("like", 1L), Map.of("u1", row("like", 1, 1)));

    assertThat(zombie).as("A11 ZombieConfirm").isEqualTo(Confirmed.OLD);
    assertThat(counts(likesOf(1))).isEqualTo(likes(0));
  }

  @Test
  void aConfirmCanBeRepeated() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(
              confirmTarget(
                  0, 1, 1, likesOf(1), Map.of("like", 1L), Map.of("u1", row("like", 1, 1))))
          .isEqualTo(Confirmed.DONE);
      assertThat(counts(likesOf(1))).isEqualTo(likes(1));
    }
  }

  @Test
  void aRowOlderThanTheEntrysDoesNotSetItBack() {
    createPlace(0, 0);
    confirmTarget(0, 2, 2, likesOf(1), Map.of(), Map.of("u1", row(null, 2, 2)));

    confirmTarget(0, 1, 1, likesOf(1), Map.of("like", 1L), Map.of("u1", row("like", 1, 1)));

    assertThat(entry(likesOf(1), "u1").row()).isEqualTo(row(null, 2, 2));
  }

  @Test
  void anEventRecordedDuringItsOwnConfirmDoesNotStay() {
    createPlace(0, 0);
    confirmTarget(0, 1, 1, likesOf(1), Map.of("like", 1L), Map.of("u1", row("like", 1, 1)));
    assertThat(apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0)).isInstanceOf(Overtaken.class);
    get(hot.confirmPlace(commit(0, 1, 1)));

    EntryState entry = look(likesOf(1), "u1").entry();
    assertThat(entry == null ? null : entry.pending()).as("B2 StuckPend").isNull();
    trim(1, 1);
    fill(likesOf(1), place().n(), place().h(), 1, Map.of("like", 1L));
    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
  }

  @Test
  void aParkedEventStaysVisibleAfterItsConfirm() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    RegisterEvent event = set(like(1, "u1"), "like", 1);
    apply(event, 1, Row.NONE, 0);

    confirmParked(0, 1, 1, event, Row.NONE);
    trim(1, 1);

    assertThat(entry(likesOf(1), "u1").pending())
        .as("B5 ParkedVanishes")
        .isEqualTo(new Pending(event, 1, true));
    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
  }

  @Test
  void aParkedEventThatANewerOneBeatIsNotShown() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    RegisterEvent parked = set(like(1, "u1"), "like", 1);
    RegisterEvent newer = set(like(1, "u1"), null, 2);
    apply(parked, 1, Row.NONE, 0);
    apply(newer, 2, Row.NONE, 0);

    confirmParked(0, 1, 1, parked, Row.NONE);
    assertThat(counts(likesOf(1))).isEqualTo(likes(0));

    confirmLike(1, 2, 2, 0, "u1", row(null, 2, 2));
    trim(2, 2);
    assertThat(counts(likesOf(1))).isEqualTo(likes(0));
    assertThat(look(likesOf(1), "u1").entry()).isNull();
  }

  @Test
  void aParkedConfirmTellsTheRowThatAForcedApplyDidNotKnow() {
    createPlace(1, 1);
    apply(set(like(1, "u1"), "like", 1), 2, Row.NONE, 1);
    confirmLike(1, 2, 2, 1, "u1", row("like", 1, 2));
    trim(2, 2);
    RegisterEvent event = set(like(1, "u1"), null, 3);
    get(hot.apply(event, 3, Row.NONE, -1, true));
    assertThat(entry(likesOf(1), "u1").row()).isNull();

    confirmParked(place().n(), place().n() + 1, 3, event, row("like", 1, 2));

    fill(likesOf(1), place().n(), 3, 2, Map.of("like", 1L));
    assertThat(counts(likesOf(1))).isEqualTo(likes(0));
  }

  // ---- fill ----------------------------------------------------------------------------------

  @Test
  void aFilledBaseIsShownWithWhatIsPending() {
    createPlace(2, 5);
    apply(set(like(1, "u1"), "like", 9), 6, Row.NONE, 2);

    assertThat(tryFill(likesOf(1), 2, 5, 2, Map.of("like", 41L))).isTrue();

    assertThat(counts(likesOf(1))).isEqualTo(likes(42));
    assertThat(tryFill(likesOf(1), 2, 5, 2, Map.of("like", 1L))).isFalse();
    assertThat(counts(likesOf(1))).isEqualTo(likes(42));
  }

  @Test
  void aFillReadBeforeThePlaceIsRefused() {
    createPlace(0, 0);
    confirmLike(0, 1, 1, 1, "u1", row("like", 1, 1));

    assertThat(tryFill(likesOf(1), 0, 0, 0, Map.of())).as("LateFillLoses").isFalse();
    assertThat(look(likesOf(1), null).counts()).isNull();
  }

  @Test
  void aFillReadBeforeAConfirmThatHasBegunIsRefused() {
    createPlace(0, 0);
    assertThat(
            confirmTarget(0, 1, 1, likesOf(2), Map.of("like", 7L), Map.of("u1", row("like", 1, 1))))
        .isEqualTo(Confirmed.DONE);

    assertThat(tryFill(likesOf(2), 0, 0, 0, Map.of())).as("B6 FillBetween").isFalse();
  }

  @Test
  void aFillThatHoldsWhatIsNotConfirmedYetIsNotCountedTwice() {
    createPlace(0, 0);
    RegisterEvent event = set(like(1, "u1"), "like", 1);
    apply(event, 1, Row.NONE, 0);

    // The ledger has committed n = 1, whose confirm is still to come.
    boolean filled = tryFill(likesOf(1), 1, 1, 1, Map.of("like", 1L));

    assertThat(filled).isFalse();
    confirmLike(0, 1, 1, 1, "u1", row("like", 1, 1));
    assertThat(tryFill(likesOf(1), 1, 1, 1, Map.of("like", 1L))).isTrue();
    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
  }

  // ---- bounds --------------------------------------------------------------------------------

  @Test
  void basesAreBounded() {
    createPlace(1, 1);
    for (int i = 0; i < 2000; i++) {
      tryFill(likesOf(i), 1, 1, 1, Map.of("like", (long) i + 1));
      assertThat(hot.stats().bytes()).isLessThanOrEqualTo(hot.stats().bytesMax());
    }

    assertThat(hot.stats().evictions()).isPositive();
    assertThat(hot.stats().bases()).isBetween(1L, 1999L);
    assertThat(counts(likesOf(1999))).isEqualTo(likes(2000));
  }

  @Test
  void entriesAreNeverEvictedButRefusedPastTheirBound() {
    createPlace(0, 0);
    int written = 0;
    while (hot.admitsWrites() && written < 100_000) {
      written++;
      apply(set(like(1, "u" + written), "like", written), written, Row.NONE, 0);
    }
    assertThat(written).as("the bound is met").isBetween(1, 99_999);
    assertThat(get(hot.entries(likesOf(1)))).hasSize(written);

    Map<String, Row> rows = new java.util.TreeMap<>();
    for (int i = 1; i <= written; i++) {
      rows.put("u" + i, row("like", i, 1));
    }
    confirmTarget(0, 1, written, likesOf(1), Map.of("like", (long) written), rows);
    get(hot.confirmPlace(commit(0, 1, written)));
    trim(1, written);

    assertThat(hot.admitsWrites()).isTrue();
    assertThat(get(hot.entries(likesOf(1)))).isEmpty();
    assertThat(hot.stats().entryBytes()).isZero();
  }

  @Test
  void manyAtOnceAreEachCountedOnce() throws Exception {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    List<Thread> threads = new java.util.ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int first = t * 10;
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = first; i < first + 10; i++) {
                      RegisterEvent event = set(like(1, "u" + i), "like", i + 1);
                      apply(event, i + 1, Row.NONE, 0);
                      apply(event, i + 1, Row.NONE, 0);
                    }
                  }));
    }
    for (Thread thread : threads) {
      assertThat(thread.join(java.time.Duration.ofSeconds(30))).isTrue();
    }

    assertThat(counts(likesOf(1))).isEqualTo(likes(40));
  }

  @Test
  void everyFutureCompletesWithAnAnswerForEveryQuery() {
    createPlace(0, 0);
    CompletableFuture<List<HotStore.HotAnswer>> answers =
        hot.read(
            List.of(
                new HotStore.HotQuery(likesOf(2), null),
                new HotStore.HotQuery(likesOf(1), "u1"),
                new HotStore.HotQuery(likesOf(2), "u1")));

    assertThat(get(answers)).hasSize(3);
    assertThat(get(hot.read(List.of()))).isEmpty();
  }
}
