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
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.Applied.HintTooOld;
import dev.ovation.core.port.HotStore.Applied.Overtaken;
import dev.ovation.core.port.HotStore.Applied.Visible;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Pending;
import dev.ovation.core.port.HotStore.Place;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What every hot store does when it is given a place and durable events. Each test names the rule,
 * and where there is one the counterexample, that it guards.
 */
public abstract class HotStoreApplyContract extends HotStoreInspectionContract {

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

    assertThat(applied).isEqualTo(new Visible(Effect.CHANGED, null));
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
    assertThat(apply(event, 1, Row.NONE, 0)).isEqualTo(new Visible(Effect.CHANGED, likes(1)));

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
    assertThat(loser).isEqualTo(new Visible(Effect.UNCHANGED, likes(0)));
    assertThat(stance(likesOf(2), "u1").version()).isEqualTo(version(2));
  }

  @Test
  void twoWhoSawNothingCountOnce() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of());
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    Applied second = apply(set(like(1, "u1"), "like", 2), 2, Row.NONE, 0);

    assertThat(second).as("A7 DoubleClick").isEqualTo(new Visible(Effect.UNCHANGED, likes(1)));
  }

  @Test
  void anotherValueMovesTheActor() {
    createPlace(0, 0);
    TargetKind reactions = reaction(1, "u1").targetKind();
    fill(reactions, 0, 0, 0, Map.of());
    apply(set(reaction(1, "u1"), "love", 1), 1, Row.NONE, 0);
    Applied moved = apply(set(reaction(1, "u1"), "haha", 2), 2, Row.NONE, 0);

    assertThat(moved).isEqualTo(new Visible(Effect.CHANGED, Counts.of(Map.of("haha", 1L))));
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

    assertThat(get(hot.apply(event, 50, Row.NONE, 0, true)))
        .isEqualTo(new Visible(Effect.UNKNOWN, null));
    assertThat(entry(likesOf(1), "u1").row()).isNull();
    assertThat(look(likesOf(1), null).counts()).isNull();

    confirmLike(n, n + 1, 50, 1, "u1", row(null, 4, n + 1));
    fill(likesOf(1), n + 1, 50, n + 1, Map.of());
    assertThat(counts(likesOf(1))).isEqualTo(likes(0));
  }

  @Test
  void whetherATokenCountsIsNotToldWhileItsRowIsUnknown() {
    createPlace(0, 0);
    TargetKind views = view(1, "u1").targetKind();
    apply(set(like(1, "u1"), "like", 1), 1, Row.NONE, 0);
    confirmLike(0, 1, 1, 1, "u1", row("like", 1, 1));
    trim(1, 1);

    Event first = add(view(1, "u1"), 5, "t", 2);
    assertThat(get(hot.apply(first, 50, Row.NONE, 0, true)))
        .isEqualTo(new Visible(Effect.UNKNOWN, null));
    assertThat(get(hot.apply(first, 50, Row.NONE, 0, true)))
        .as("applied again")
        .isEqualTo(new Visible(Effect.UNKNOWN, null));
    assertThat(get(hot.apply(add(view(1, "u1"), 5, "t", 3), 51, Row.NONE, 0, true)))
        .as("not the first of its token")
        .isEqualTo(new Visible(Effect.UNCHANGED, null));
    assertThat(look(views, null).counts()).isNull();
  }

  @Test
  void aHintThatIsNewerThanTheBaseDropsTheBase() {
    createPlace(1, 1);
    fill(likesOf(1), 1, 1, 1, Map.of());

    // The hint was read after a commit that is not confirmed yet: the base does not hold it.
    Applied applied = apply(set(like(1, "u1"), null, 5), 3, row("like", 4, 2), 1);

    assertThat(applied).isEqualTo(new Visible(Effect.CHANGED, null));
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
    assertThat(retry).isEqualTo(new Visible(Effect.UNCHANGED, Counts.of(Map.of("view", 5L))));
    apply(add(view(1, "u2"), 1, "t", 4), 4, Row.NONE, 0);
    assertThat(counts(views)).as("a token is one actor's").isEqualTo(Counts.of(Map.of("view", 6L)));
  }

  @Test
  void aTokenThatTheLedgerCountedDoesNotCountAgain() {
    createPlace(1, 1);
    TargetKind views = view(1, "u1").targetKind();
    fill(views, 1, 1, 1, Map.of("view", 5L));

    Applied applied = apply(add(view(1, "u1"), 5, "t", 2), 2, row(null, 1, 1), 1);

    assertThat(applied).isEqualTo(new Visible(Effect.UNCHANGED, Counts.of(Map.of("view", 5L))));
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
}
