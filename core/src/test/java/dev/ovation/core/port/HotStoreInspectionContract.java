package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotInspection.HotBase;
import dev.ovation.core.port.HotInspection.HotSlot;
import dev.ovation.core.port.HotInspection.LoadedPage;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a hot store shows to those who compare it with the ledger. */
public abstract class HotStoreInspectionContract extends HotStoreViewContract {
  private static final int PAGES_MAX = 10_000;

  /** All that is told, page after page. */
  private LoadedPage loaded(int itemsMax) {
    List<TargetKind> targetKinds = new ArrayList<>();
    List<Actor> actors = new ArrayList<>();
    String cursor = null;
    for (int page = 0; page < PAGES_MAX; page++) {
      LoadedPage told = get(hot.loaded(cursor, itemsMax));
      targetKinds.addAll(told.targetKinds());
      actors.addAll(told.actors());
      cursor = told.next();
      if (cursor == null) {
        return new LoadedPage(targetKinds, actors, null);
      }
    }
    throw new AssertionError("the list does not end");
  }

  private @Nullable HotSlot slotOrCold(TargetKind targetKind) {
    return HotStoreViewContract.<@Nullable HotSlot>get(hot.slot(targetKind));
  }

  private HotSlot slot(TargetKind targetKind) {
    return Objects.requireNonNull(slotOrCold(targetKind));
  }

  private @Nullable ActorRows view(Actor actor) {
    return HotStoreViewContract.<@Nullable ActorRows>get(hot.view(actor));
  }

  @Test
  void nothingIsToldWhereThereIsNothing() {
    LoadedPage all = loaded(10);

    assertThat(all.targetKinds()).isEmpty();
    assertThat(all.actors()).isEmpty();
    assertThat(slotOrCold(likesOf(1))).isNull();
    assertThat(view(U1)).isNull();
  }

  @Test
  void whatHasABaseOrEntriesIsToldAndWhoHasAView() {
    createPlace(1, 1);
    fill(likesOf(1), 1, 1, 0, Map.of("like", 3L));
    fill(likesOf(2), 1, 1, 0, Map.of());
    apply(set(like(3, "u1"), "like", 5), 5, Row.NONE, 1);
    assertThat(get(hot.fillView(U1, get(hot.leaseView(U1)), new ActorRows(likesBy(1), true))))
        .isTrue();

    LoadedPage all = loaded(1);

    assertThat(all.targetKinds()).contains(likesOf(1), likesOf(2), likesOf(3));
    assertThat(all.targetKinds()).doesNotContain(likesOf(4));
    assertThat(all.actors()).containsOnly(U1);
  }

  @Test
  void allOfManyAreToldOverSeveralPages() {
    createPlace(1, 1);
    List<TargetKind> filled = new ArrayList<>();
    for (int video = 0; video < 300; video++) {
      fill(likesOf(video), 1, 1, 0, Map.of("like", 1L));
      filled.add(likesOf(video));
    }

    assertThat(loaded(20).targetKinds()).containsAll(filled);
  }

  @Test
  void aSlotShowsItsBaseWithWhatItsEntriesAdd() {
    createPlace(4, 40);
    fill(likesOf(1), 4, 40, 2, Map.of("like", 3L));
    apply(set(like(1, "u1"), "like", 5), 41, Row.NONE, 4);
    apply(set(like(1, "u2"), null, 6), 42, row("like", 1, 2), 4);
    apply(set(like(1, "u3"), "like", 7), 43, Row.NONE, 4);

    HotSlot slot = slot(likesOf(1));

    assertThat(slot.place()).isEqualTo(place());
    HotBase base = Objects.requireNonNull(slot.base());
    assertThat(Counts.of(base.shown())).isEqualTo(likes(4));
    assertThat(base.n()).isEqualTo(4);
    assertThat(base.h()).isEqualTo(40);
    assertThat(slot.entries()).extracting(HotEntry::key).containsOnly("u1", "u2", "u3");
    assertThat(slot.entries())
        .filteredOn(entry -> entry.key().equals("u2"))
        .extracting(HotEntry::state)
        .extracting(EntryState::row)
        .containsExactly(row("like", 1, 2));
  }

  @Test
  void anEntryWhoseRowIsUnknownAddsNothingToWhatASlotShows() {
    createPlace(4, 40);
    fill(likesOf(1), 4, 40, 2, Map.of("like", 3L));
    apply(set(like(1, "u1"), "like", 5), 41, Row.NONE, 4);
    confirmTarget(4, 5, 41, likesOf(1), Map.of("like", 4L), Map.of("u1", row("like", 5, 5)));
    get(hot.confirmPlace(commit(4, 5, 41)));
    trim(5, 41);
    long n = place().n();
    fill(likesOf(1), n, 41, 5, Map.of("like", 4L));
    get(hot.apply(set(like(1, "u9"), "like", 9), 50, Row.NONE, 0, true));
    HotBase base = slot(likesOf(1)).base();

    assertThat(base == null ? likes(4) : Counts.of(base.shown())).isEqualTo(likes(4));
    assertThat(slot(likesOf(1)).entries())
        .extracting(HotEntry::state)
        .extracting(EntryState::row)
        .containsExactly((Row) null);
  }

  @Test
  void aConfirmMovesTheCommitOfTheBase() {
    createPlace(1, 1);
    fill(likesOf(1), 1, 1, 0, Map.of());
    confirmLike(1, 2, 5, 1, "u1", row("like", 5, 2));

    HotSlot slot = slot(likesOf(1));
    HotBase base = Objects.requireNonNull(slot.base());
    assertThat(base.n()).isEqualTo(2);
    assertThat(base.h()).isEqualTo(5);
    assertThat(Counts.of(base.shown())).isEqualTo(likes(1));
    assertThat(slot.place().n()).isEqualTo(2);
  }

  @Test
  void aViewShowsAllItsRowsAndWhetherTheseAreAll() {
    createPlace(1, 1);
    get(hot.fillView(U1, get(hot.leaseView(U1)), new ActorRows(likesBy(1, 2), true)));
    assertThat(view(U1)).isEqualTo(new ActorRows(likesBy(1, 2), true));

    get(hot.fillView(U1, get(hot.leaseView(U1)), new ActorRows(likesBy(2, 3), false)));
    assertThat(view(U1)).isEqualTo(new ActorRows(likesBy(2, 3), false));
  }
}
