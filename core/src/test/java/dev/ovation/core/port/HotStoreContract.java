package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.HotStore.Applied.Overtaken;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.Pending;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * What every hot store does: the protocol's rules for apply, confirm and fill, as far as the port
 * shows them. It brings {@link HotStoreApplyContract} and {@link HotStoreViewContract} with it; an
 * adapter extends {@link LocalHotStoreContract} or {@link ClusterHotStoreContract}.
 */
public abstract class HotStoreContract extends HotStoreLettersContract {

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

  /** Such as one that was read from a row which somebody edited, and which is mended by now. */
  @Test
  void aRowAsOfALaterCommitTakesThePlaceOfWhatWasKnownBefore() {
    createPlace(0, 0);
    fill(likesOf(1), 0, 0, 0, Map.of("like", 1L));
    apply(set(like(1, "u1"), null, 6), 1, row("like", 5, 0), 0);

    confirmTarget(0, 1, 1, likesOf(1), Map.of("like", 1L), Map.of("u1", row("like", 3, 1)));

    assertThat(entry(likesOf(1), "u1").row()).isEqualTo(row("like", 3, 1));
    assertThat(counts(likesOf(1))).isEqualTo(likes(1));
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
