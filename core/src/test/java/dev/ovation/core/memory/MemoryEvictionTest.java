package dev.ovation.core.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.memory.MemoryHotStore.Limits;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.Samples;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes when all is to be filled anew, and what must not. */
class MemoryEvictionTest {
  private static final TargetKind LIKES = Samples.likesOf(1);
  private static final Row CONFIRMED = new Row("like", Samples.version(1), 1, 1);

  private final MemoryHotStore hot =
      new MemoryHotStore(new Partitioner(1), new Limits(1_000_000, 1_000_000, 1_000_000, 100));

  private static Event like(String actor, int number) {
    return new RegisterEvent(Samples.like(1, actor), "like", Samples.version(number), number);
  }

  private HotAnswer look(String actor) {
    return hot.read(List.of(new HotQuery(LIKES, actor))).join().getFirst();
  }

  /** One like is confirmed, one waits for the ledger; count and view are loaded. */
  @BeforeEach
  void aCountAndAView() {
    hot.createPlace(0, new Place(0, 0), List.of()).join();
    hot.apply(like("u1", 1), 1, Row.NONE, 0, false).join();
    hot.fillBase(LIKES, new BaseSnapshot(Counts.NONE, 0, 0, 0)).join();
    Commit commit = new Commit(0, 0, 1, 1);
    hot.confirmTargets(
            commit,
            List.of(
                new TargetConfirm(
                    LIKES,
                    Counts.of(Map.of("like", 1L)),
                    List.of(new KeyedRow("u1", CONFIRMED)),
                    List.of())))
        .join();
    hot.confirmViews(commit, List.of(new RowConfirm(Samples.like(1, "u1"), CONFIRMED))).join();
    hot.confirmPlace(commit).join();
    long lease = hot.leaseView(Samples.like(1, "u1").who()).join();
    hot.fillView(Samples.like(1, "u1").who(), lease, new ActorRows(Map.of(LIKES, CONFIRMED), true))
        .join();
    hot.apply(like("u2", 2), 2, Row.NONE, 1, false).join();
    assertThat(look("u1").counts()).isEqualTo(Counts.of(Map.of("like", 2L)));
    assertThat(look("u1").entry()).isNotNull();
  }

  @Test
  void allThatTheLedgerHasGoesAndIsFilledAgain() {
    hot.evictAll();

    assertThat(look("u1").counts()).isNull();
    assertThat(look("u1").entry()).isNull();
    assertThat(hot.readView(Samples.like(1, "u1").who(), List.of(LIKES)).join().loaded()).isFalse();
    assertThat(hot.stats().bases()).isZero();
    assertThat(hot.stats().views()).isZero();
    assertThat(hot.stats().bytes()).isZero();
    assertThat(hot.stats().evictions()).isEqualTo(2);

    assertThat(hot.fillBase(LIKES, new BaseSnapshot(Counts.of(Map.of("like", 1L)), 1, 1, 1)).join())
        .isTrue();
    assertThat(look("u1").counts()).as("with what waits").isEqualTo(Counts.of(Map.of("like", 2L)));
  }

  @Test
  void whatTheLedgerDoesNotHaveYetStays() {
    hot.evictAll();
    hot.evictAll();

    assertThat(hot.stats().entries()).isEqualTo(1);
    assertThat(look("u2").entry()).satisfies(entry -> assertThat(entry.pending()).isNotNull());
    assertThat(hot.lastWrites(Samples.like(1, "u2").who()).join()).isEqualTo(Map.of(0, 2L));
  }

  @Test
  void whoLookedBeforeMustLookAgain() {
    hot.evictAll();

    assertThat(hot.apply(like("u1", 3), 3, Row.NONE, 0, false).join())
        .isEqualTo(new Applied.HintTooOld());
    assertThat(hot.apply(like("u1", 3), 3, CONFIRMED, 1, false).join())
        .isEqualTo(new Applied.Visible(Effect.UNCHANGED, null));
  }
}
