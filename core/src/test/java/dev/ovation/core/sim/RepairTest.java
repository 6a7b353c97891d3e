package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.SweepSettings;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.projection.Projector;
import dev.ovation.core.sim.SimCounts.Cell;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each kind of damage by itself: a case is opened, and all is as it was. */
class RepairTest extends OnePartition {
  private static final Interaction LIKE = Samples.like(1, "u1");
  private static final TargetKind LIKES = LIKE.targetKind();
  private static final TargetKind VIEWS = new TargetKind(LIKE.target(), "view");

  private final SimSweepLedger sweep = new SimSweepLedger(disk, () -> false);
  private final Projector projector =
      new Projector(
          0,
          new Projector.Ports(
              log, ledger, memory, Kinds.standard(), time, ProjectionListener.NONE, sweep),
          100);

  @BeforeEach
  void someInteractions() {
    append(set("u1", "like", 10));
    append(set("u2", "like", 11));
    append(set("u3", "like", 12));
    append(set("u3", null, 13));
    append(add(5, "a", 14));
    append(add(2, null, 15));
    project();
  }

  private static Event set(String actor, @Nullable String value, long v) {
    return new RegisterEvent(new Interaction(LIKES, actor), value, version(v), v);
  }

  private static Event add(int by, @Nullable String token, long v) {
    return new CounterEvent(new Interaction(VIEWS, "u1"), by, token, version(v), v);
  }

  private static long version(long millis) {
    return Samples.version((int) millis);
  }

  private void project() {
    boolean idle = false;
    while (!idle) {
      var step = projector.step();
      scheduler.runAll();
      idle = step.join().idle();
    }
  }

  private LedgerState state() {
    return disk.now(0);
  }

  private void change(String actor, Row row) {
    Map<Interaction, Row> rows = new LinkedHashMap<>(state().rows());
    if (row.exists()) {
      rows.put(new Interaction(LIKES, actor), row);
    } else {
      rows.remove(new Interaction(LIKES, actor));
    }
    disk.commit(0, state().with(rows, state().tokens()));
  }

  /** Opens a case, lets the projector see to it, and gives back what became of it. */
  private RepairCase mended(TargetKind targetKind, String cause) {
    long before = state().position().n();
    assertThat(
            sweep.open(RepairCase.of(0, targetKind, cause, "actor=u9", "test", 1, CaseState.DUE)))
        .isTrue();
    projector.lookAtCases();
    project();
    RepairCase closed = sweep.cases(0, 1).getFirst();
    boolean changed = state().position().n() > before;
    assertThat(changed).isEqualTo(closed.state() == CaseState.MENDED);
    if (changed) {
      assertThat(disk.audits(targetKind.target()).getLast().cause())
          .startsWith(closed.cause() + ";");
    }
    return closed;
  }

  private void likesAre(long count) {
    assertThat(state().countsOf(LIKES).get("like")).isEqualTo(count);
    assertThat(sweep.recount(List.of(LIKES)).getFirst().agrees()).isTrue();
  }

  private static void is(RepairCase closed, CaseState state, String cause) {
    assertThat(closed.state()).as("%s", closed).isEqualTo(state);
    assertThat(closed.cause()).as("%s", closed).isEqualTo(cause);
  }

  @Test
  void aLostRowIsThereAgain() {
    Row was = state().row(LIKE);
    change("u1", Row.NONE);

    is(mended(LIKES, "lost-row"), CaseState.MENDED, "lost-row");

    assertThat(state().row(LIKE).version()).isEqualTo(was.version());
    assertThat(state().row(LIKE).atMillis()).isEqualTo(was.atMillis());
    likesAre(2);
  }

  @Test
  void aRowThatWasUnsetByHandIsSetAgain() {
    change("u1", new Row(null, version(10), 10, 1));

    is(mended(LIKES, "manual-edit"), CaseState.MENDED, "manual-edit");

    assertThat(state().row(LIKE).value()).isEqualTo("like");
    likesAre(2);
  }

  @Test
  void aTombstoneThatCameToLifeIsOneAgain() {
    change("u3", new Row("like", version(13), 13, 1));

    is(mended(LIKES, "manual-edit"), CaseState.MENDED, "manual-edit");

    assertThat(state().row(Samples.like(1, "u3")).value()).isNull();
    likesAre(2);
  }

  @Test
  void aRowThatNobodyWroteIsGone() {
    change("u9", new Row("like", version(99), 99, 1));

    is(mended(LIKES, "phantom-row"), CaseState.MENDED, "phantom-row");

    assertThat(state().row(Samples.like(1, "u9"))).isEqualTo(Row.NONE);
    likesAre(2);
  }

  @Test
  void aCountIsCountedAgain() {
    editCount(LIKES, "like", 77);

    is(mended(LIKES, "wrong-count"), CaseState.MENDED, "wrong-count");

    likesAre(2);
  }

  private void editCount(TargetKind targetKind, String value, long count) {
    Map<String, Cell> cells = new LinkedHashMap<>(state().counts().get(targetKind));
    cells.computeIfPresent(value, (v, cell) -> cell.edited(count));
    disk.commit(0, state().withCounts(targetKind, cells));
  }

  @Test
  void aDigestIsMadeAnew() {
    disk.commit(
        0, state().withCounts(LIKES, Map.of("like", new Cell(2, 1, new RowDigest(1, 2), true))));

    is(mended(LIKES, "digest-only"), CaseState.MENDED, "digest-only");

    likesAre(2);
  }

  /** Nobody doubts the rows, so the log is not asked: it can't be read here. */
  @Test
  void whatWasNeverSummedIsSummedAsItIs() {
    disk.commit(0, state().withCounts(LIKES, Map.of("like", new Cell(2, 1, null, true))));
    disk.commit(0, state().withCounts(VIEWS, Map.of("view", new Cell(7, 1, null, false))));
    assertThat(sweep.recount(List.of(LIKES, VIEWS))).allMatch(Recount::isNotSummed);

    is(mended(LIKES, "not-summed"), CaseState.MENDED, "not-summed");
    is(mended(VIEWS, "not-summed"), CaseState.MENDED, "not-summed");

    likesAre(2);
    assertThat(state().countsOf(VIEWS).get("view")).isEqualTo(7);
    assertThat(sweep.recount(List.of(LIKES, VIEWS))).noneMatch(Recount::isNotSummed);
    is(mended(LIKES, "not-summed"), CaseState.SOUND, "not-summed");
  }

  @Test
  void whatWasNeverSummedAndIsWrongIsCountedAgain() {
    disk.commit(0, state().withCounts(LIKES, Map.of("like", new Cell(5, 1, null, true))));

    is(mended(LIKES, "not-summed"), CaseState.MENDED, "wrong-count");

    likesAre(2);
    assertThat(sweep.recount(List.of(LIKES))).noneMatch(Recount::isNotSummed);
  }

  @Test
  void aTotalIsThatOfTheLog() {
    editCount(VIEWS, "view", 1_000);

    is(mended(VIEWS, "wrong-count"), CaseState.MENDED, "wrong-count");

    assertThat(state().countsOf(VIEWS).get("view")).isEqualTo(7);
    assertThat(sweep.recount(List.of(VIEWS)).getFirst().agrees()).isTrue();
  }

  @Test
  void aTotalThatWasSealedAnewSinceIsThatOfTheLog() {
    editCount(VIEWS, "view", 1_000);
    append(add(1, "c", 16));
    project();
    assertThat(sweep.recount(List.of(VIEWS)).getFirst().agrees()).isTrue();

    RepairCase closed = mended(VIEWS, "wrong-count");

    assertThat(closed.state()).isEqualTo(CaseState.MENDED);
    assertThat(state().countsOf(VIEWS).get("view")).isEqualTo(8);
  }

  @Test
  void whatWasSkippedIsAppliedAndItsTokenKnown() {
    append(set("u2", null, 20));
    append(add(3, "b", 21));
    LedgerPosition at = state().position();
    disk.commit(0, state().at(new LedgerPosition(at.n(), at.h() + 2, at.version())));
    projector.recover();
    project();
    assertThat(state().countsOf(LIKES).get("like")).isEqualTo(2);

    is(mended(LIKES, "skipped"), CaseState.MENDED, "skipped-event");
    is(mended(VIEWS, "skipped"), CaseState.MENDED, "skipped-event");

    likesAre(1);
    assertThat(state().countsOf(VIEWS).get("view")).isEqualTo(10);
    assertThat(state().token(new TokenKey(VIEWS, "u1/b")).version()).isEqualTo(version(21));
    assertThat(state().position().version()).isEqualTo(version(21));
    append(add(3, "b", 22));
    project();
    assertThat(state().countsOf(VIEWS).get("view")).isEqualTo(10);
  }

  @Test
  void aHotBaseIsSetAnew() {
    assertThat(
            memory
                .fillBase(
                    LIKES,
                    new BaseSnapshot(
                        Counts.of(Map.of("like", 50L)),
                        state().position().n(),
                        state().position().h(),
                        0))
                .join())
        .isTrue();

    is(mended(LIKES, "hot-store"), CaseState.MENDED, "hot-store");

    Counts shown = memory.read(List.of(new HotQuery(LIKES, null))).join().getFirst().counts();
    assertThat(shown).isEqualTo(Counts.of(Map.of("like", 2L)));
  }

  @Test
  void aViewThatLooksNewerIsFilledAnew() {
    long lease = memory.leaseView(LIKE.who()).join();
    Row wrong = new Row("edited", version(99), 99, 99);
    memory.fillView(LIKE.who(), lease, new ActorRows(Map.of(LIKES, wrong), true)).join();

    is(mended(LIKES, "stale-actor-view"), CaseState.MENDED, "hot-store");

    assertThat(memory.readView(LIKE.who(), List.of(LIKES)).join().rows())
        .containsExactly(state().row(LIKE));
  }

  /** No row tells whose view it is, so whoever finds it must say. */
  @Test
  void aRowThatOnlyAViewHasIsFoundAndGone() {
    Actor ghost = new Actor(LIKE.target().space(), "ghost");
    long lease = memory.leaseView(ghost).join();
    Row wrong = new Row("like", version(99), 99, 1);
    memory.fillView(ghost, lease, new ActorRows(Map.of(LIKES, wrong), true)).join();

    sweepEverything();
    assertThat(sweep.due(0, 2)).extracting(RepairCase::cause).containsExactly("phantom-in-view");
    projector.lookAtCases();
    project();

    is(sweep.cases(0, 1).getFirst(), CaseState.MENDED, "hot-store");
    assertThat(memory.readView(ghost, List.of(LIKES)).join().rows()).containsExactly(Row.NONE);
  }

  private void sweepEverything() {
    Duration day = Duration.ofDays(1);
    Sweeper sweeper =
        sweeper(
            sweep,
            SweepSettings.standard(day, day, 1_000, day, day),
            new CaseDesk.Strategy(true, Set.of(), 100));
    atItsEnd(sweeper.everything(true));
  }

  @Test
  void whatIsRightIsLeftAlone() {
    LedgerState before = state();

    is(mended(LIKES, "lost-row"), CaseState.SOUND, "lost-row");
    is(mended(VIEWS, "skipped"), CaseState.SOUND, "skipped");

    assertThat(state().withCases(List.of())).isEqualTo(before);
  }

  @Test
  void aCaseThatIsHeldIsLeftAlone() {
    change("u1", Row.NONE);
    sweep.open(RepairCase.of(0, LIKES, "lost-row", "", "test", 1, CaseState.HELD));
    projector.lookAtCases();
    project();
    assertThat(state().row(LIKE)).isEqualTo(Row.NONE);

    assertThat(sweep.release(" (released)")).isEqualTo(1);
    projector.lookAtCases();
    project();

    assertThat(state().row(LIKE).value()).isEqualTo("like");
  }

  @Test
  void whoDiesBeforeTheHotStoreIsToldLeavesTheCaseOpen() {
    long n = state().position().n();
    change("u1", Row.NONE);
    sweep.open(RepairCase.of(0, LIKES, "lost-row", "", "test", 1, CaseState.DUE));
    projector.lookAtCases();
    while (state().position().n() == n) {
      var step = projector.step();
      scheduler.runAll();
      step.join();
    }

    assertThat(sweep.due(0, 1)).hasSize(1);
    projector.recover();
    project();

    assertThat(sweep.cases(0, 1).getFirst().state()).isEqualTo(CaseState.MENDED);
    likesAre(2);
  }
}
