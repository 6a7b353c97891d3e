package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.video;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.LedgerTransaction.Mending;
import dev.ovation.core.port.LedgerTransaction.RowFix;
import dev.ovation.core.port.SweepLedger.CaseCount;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.Edit;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What every ledger does for those who mend it, and how it keeps the cases. */
public abstract class MendingContract extends SweptLedger {
  @Test
  void rowsThatArePutRightAreCountedAndSummedAnew() throws Exception {
    Swept swept = opened();
    commit(
        swept,
        set(LIKE, "like", 1),
        set(like(1, "u2"), "fire", 2),
        set(like(1, "u3"), "sad", 3),
        set(like(1, "u4"), "like", 4));
    LedgerPosition before = swept.ledger().position(0);
    swept.tampering().deleteRow(LIKE);
    swept.tampering().setRow(like(1, "u2"), new Row("like", version(2), AT_MILLIS + 2, 0));
    swept.tampering().setTotal(LIKES, "like", 9);
    RepairCase found = due(swept, LIKES);

    Row one = new Row("like", version(1), AT_MILLIS + 1, 1);
    Row two = new Row("fire", version(2), AT_MILLIS + 2, 1);
    Row gone = new Row(null, version(7), AT_MILLIS + 7, 1);
    Counts counts =
        mend(
            swept,
            found,
            List.of(
                new RowFix(LIKE, one),
                new RowFix(like(1, "u2"), two),
                new RowFix(like(1, "u3"), gone),
                new RowFix(like(1, "u4"), Row.NONE)),
            null);

    assertThat(counts).isEqualTo(Counts.of(Map.of("like", 1L, "fire", 1L)));
    assertThat(swept.ledger().position(0))
        .isEqualTo(new LedgerPosition(before.n() + 1, before.h(), before.version()));
    Recount recount = recount(swept, LIKES);
    assertThat(recount.agrees()).isTrue();
    assertThat(recount.touchedN()).isEqualTo(before.n() + 1);
    assertThat(recount.stored())
        .isEqualTo(
            Map.of(
                "like",
                new Sum(1, RowDigest.of(LIKE, one)),
                "fire",
                new Sum(1, RowDigest.of(like(1, "u2"), two))));
    rowsAre(
        swept,
        LIKES,
        rows ->
            assertThat(rows)
                .containsExactly(
                    new KeyedRow("u1", withN(one, before.n() + 1)),
                    new KeyedRow("u2", withN(two, before.n() + 1)),
                    new KeyedRow("u3", withN(gone, before.n() + 1))));
    assertThat(swept.sweep().edits(ALL)).isEmpty();
    assertThat(swept.ledger().explain(video(1)).repairs())
        .containsExactly(
            new Repair(AT_MILLIS, "mended", "{like=9}", "{like=1}", "manual-edit", "repairer"));
    // What goes on after it agrees, too.
    commit(swept, set(LIKE, null, 20), set(like(1, "u9"), "like", 21));
    assertThat(recount(swept, LIKES).agrees()).isTrue();
  }

  private static Row withN(Row row, long n) {
    return new Row(row.value(), row.version(), row.atMillis(), n);
  }

  private static void rowsAre(
      Swept swept, TargetKind targetKind, Consumer<List<KeyedRow>> assertion) {
    swept
        .ledger()
        .transact(
            0,
            transaction -> {
              assertion.accept(transaction.rowsOf(targetKind));
              return targetKind;
            });
  }

  @Test
  void aRowThatTheLedgerHasNeverHeardOfIsMendedIn() throws Exception {
    Swept swept = opened();
    Row row = new Row("like", version(1), AT_MILLIS + 1, 1);

    assertThat(mend(swept, due(swept, LIKES), List.of(new RowFix(LIKE, row)), null))
        .isEqualTo(Counts.of(Map.of("like", 1L)));

    assertThat(recount(swept, LIKES).stored())
        .isEqualTo(Map.of("like", new Sum(1, RowDigest.of(LIKE, row))));
    assertThat(recount(swept, LIKES).agrees()).isTrue();
    commit(swept, set(LIKE, "like", 2));
    assertThat(recount(swept, LIKES).agrees()).isTrue();
  }

  @Test
  void aCountersTotalIsPutRightAndSealed() throws Exception {
    Swept swept = opened();
    count(swept, VIEWS, 5);
    swept.tampering().setTotal(VIEWS, "view", 9);

    assertThat(mend(swept, due(swept, VIEWS), List.of(), 5L))
        .isEqualTo(Counts.of(Map.of("view", 5L)));

    assertThat(recount(swept, VIEWS).stored())
        .isEqualTo(Map.of("view", new Sum(5, RowDigest.ofTotal(VIEWS, 5))));
    assertThat(swept.sweep().edits(ALL)).isEmpty();
    swept.tampering().setTotal(VIEWS, "view", 7);
    assertThat(mend(swept, due(swept, VIEWS), List.of(), null))
        .as("the total that is there is sealed")
        .isEqualTo(Counts.of(Map.of("view", 7L)));
    assertThat(recount(swept, VIEWS).agrees()).isTrue();
  }

  @Test
  void whatWasNeverSummedIsNoFindingUntilMendingSumsIt() throws Exception {
    Swept swept = opened();
    commit(swept, set(LIKE, "like", 1), set(like(1, "u2"), "fire", 2));
    count(swept, VIEWS, 5);
    swept.tampering().forgetDigests();
    commit(swept, set(like(1, "u3"), "like", 3), set(like(1, "u2"), null, 4));

    assertThat(recount(swept, LIKES).agrees()).isTrue();
    assertThat(recount(swept, LIKES).stored()).isEqualTo(Map.of("like", new Sum(2, null)));
    assertThat(recount(swept, VIEWS).agrees()).isTrue();
    swept.tampering().setTotal(LIKES, "like", 9);
    assertThat(recount(swept, LIKES).agrees()).as("the count is compared").isFalse();

    mend(swept, due(swept, LIKES), List.of(), null);
    count(swept, VIEWS, 1);

    Recount mended = recount(swept, LIKES);
    assertThat(mended.stored()).isEqualTo(mended.counted());
    commit(swept, set(like(1, "u2"), "fire", 5));
    assertThat(recount(swept, LIKES).stored().keySet()).containsExactly("fire", "like");
    assertThat(recount(swept, LIKES).stored().values())
        .extracting(Sum::digest)
        .doesNotContainNull();
    assertThat(recount(swept, VIEWS).stored())
        .isEqualTo(Map.of("view", new Sum(6, RowDigest.ofTotal(VIEWS, 6))));
  }

  @Test
  void mendingForgetsTheEditsOfWhatItMendsAlone() throws Exception {
    Swept swept = opened();
    commit(swept, set(LIKE, "like", 1), set(like(2, "u1"), "like", 2));
    swept.tampering().setTotal(LIKES, "like", 9);
    swept.tampering().setTotal(likesOf(2), "like", 9);

    mend(swept, due(swept, LIKES), List.of(), null);

    assertThat(swept.sweep().edits(ALL)).extracting(Edit::targetKind).containsExactly(likesOf(2));
  }

  @Test
  void withoutAnAuditNothingButTheCaseChanges() throws Exception {
    Swept swept = opened();
    commit(swept, set(LIKE, "like", 1));
    RepairCase found = due(swept, LIKES);
    LedgerPosition before = swept.ledger().position(0);
    Recount recount = recount(swept, LIKES);
    RepairCase closed = found.closed(CaseState.SOUND, found.cause(), AT_MILLIS + 9, "");

    Counts counts =
        swept
            .ledger()
            .transact(
                0,
                transaction ->
                    transaction.mend(
                        new Mending(transaction.position(), LIKES, List.of(), null, closed, null)));

    assertThat(counts).isEqualTo(Counts.of(Map.of("like", 1L)));
    assertThat(swept.ledger().position(0)).isEqualTo(before);
    assertThat(recount(swept, LIKES)).isEqualTo(recount);
    assertThat(swept.ledger().explain(video(1)).repairs()).isEmpty();
    assertThat(swept.sweep().cases(0, ALL)).containsExactly(closed);
  }

  // ---- cases ---------------------------------------------------------------------------------

  @Test
  void oneCaseOfATargetAndKindIsOpenAtATime() throws Exception {
    Swept swept = opened(2);
    assertThat(swept.sweep().open(aCase(LIKES, 1, CaseState.DUE))).isTrue();
    assertThat(swept.sweep().open(aCase(LIKES, 2, CaseState.HELD))).isFalse();
    assertThat(swept.sweep().open(aCase(likesOf(2), 3, CaseState.HELD))).isTrue();
    RepairCase elsewhere =
        RepairCase.of(1, likesOf(3), "lost-row", "", "watcher", AT_MILLIS + 4, CaseState.DUE);
    assertThat(swept.sweep().open(elsewhere)).isTrue();
    RepairCase closed = aCase(likesOf(4), 5, CaseState.SOUND);
    assertThatThrownBy(() -> swept.sweep().open(closed))
        .isInstanceOf(IllegalArgumentException.class);

    List<RepairCase> due = swept.sweep().due(0, ALL);
    assertThat(due).hasSize(1);
    RepairCase first = due.getFirst();
    assertThat(first.id()).isPositive();
    assertThat(first)
        .usingRecursiveComparison()
        .ignoringFields("id")
        .isEqualTo(aCase(LIKES, 1, CaseState.DUE));
    assertThat(swept.sweep().due(1, ALL)).hasSize(1);
    assertThat(swept.sweep().due(0, 0)).isEmpty();

    mend(swept, first, List.of(), null);
    assertThat(swept.sweep().due(0, ALL)).isEmpty();
    assertThat(swept.sweep().open(aCase(LIKES, 6, CaseState.DUE)))
        .as("the one before is closed")
        .isTrue();
  }

  @Test
  void casesAreHeldAndReleased() throws Exception {
    Swept swept = opened();
    for (int i = 1; i <= 3; i++) {
      swept.sweep().open(aCase(likesOf(i), i, i == 3 ? CaseState.HELD : CaseState.DUE));
    }
    assertThat(swept.sweep().hold()).isEqualTo(2);
    assertThat(swept.sweep().due(0, ALL)).isEmpty();
    assertThat(swept.sweep().hold()).isZero();
    assertThat(swept.sweep().release(" (released)")).isEqualTo(3);
    assertThat(swept.sweep().due(0, ALL))
        .as("oldest first")
        .extracting(RepairCase::targetKind)
        .containsExactly(likesOf(1), likesOf(2), likesOf(3));
    assertThat(swept.sweep().due(0, 2)).hasSize(2);
  }

  @Test
  void aCaseIsReleasedByItsId() throws Exception {
    Swept swept = opened();
    for (int i = 1; i <= 2; i++) {
      swept.sweep().open(aCase(likesOf(i), i, CaseState.HELD));
    }
    RepairCase held = swept.sweep().cases(0, ALL).getFirst();
    RepairCase released = swept.sweep().release(held.id(), " (released)");
    assertThat(released)
        .usingRecursiveComparison()
        .ignoringFields("id")
        .isEqualTo(
            RepairCase.of(
                0,
                likesOf(2),
                "lost-row",
                "evidence 2 (released)",
                "sweeper",
                AT_MILLIS + 2,
                CaseState.DUE));
    assertThat(swept.sweep().due(0, ALL)).containsExactly(requireNonNull(released));

    assertThat(swept.sweep().release(held.id(), " (again)"))
        .as("what is not held stays as it is")
        .isEqualTo(released);
    mend(swept, requireNonNull(released), List.of(), null);
    RepairCase closed = requireNonNull(swept.sweep().release(held.id(), " (late)"));
    assertThat(closed.state().isOpen()).isFalse();
    assertThat(swept.sweep().release(held.id() + 1_000, "")).isNull();
  }

  @Test
  void whatIsOnlyNotSummedIsNeverHeld() throws Exception {
    Swept swept = opened();
    swept.sweep().open(aCase(likesOf(1), 1, CaseState.DUE));
    swept
        .sweep()
        .open(
            RepairCase.of(
                0, likesOf(2), SweepLedger.NOT_SUMMED, "", "test", AT_MILLIS, CaseState.DUE));
    assertThat(swept.sweep().hold()).isEqualTo(1);
    assertThat(swept.sweep().due(0, ALL))
        .extracting(RepairCase::targetKind)
        .containsExactly(likesOf(2));
  }

  @Test
  void closedCasesAreCountedAndForgotten() throws Exception {
    Swept swept = opened();
    for (int i = 1; i <= 4; i++) {
      swept.sweep().open(aCase(likesOf(i), i, CaseState.DUE));
    }
    for (RepairCase found : swept.sweep().due(0, 3)) {
      mend(swept, found, List.of(), null);
    }
    RepairCase again = swept.sweep().cases(0, ALL).getLast();
    mend(swept, again, List.of(), null);

    assertThat(swept.sweep().cases(0, ALL))
        .as("newest first")
        .extracting(RepairCase::targetKind)
        .containsExactly(likesOf(4), likesOf(3), likesOf(2), likesOf(1));
    assertThat(swept.sweep().cases(0, 2)).hasSize(2);
    assertThat(swept.sweep().cases(AT_MILLIS + 3, ALL)).hasSize(2);
    assertThat(swept.sweep().caseCounts(AT_MILLIS + 2))
        .containsExactlyInAnyOrder(
            new CaseCount("manual-edit", CaseState.MENDED, 2, 1_000, AT_MILLIS + 2),
            new CaseCount("lost-row", CaseState.DUE, 1, 0, AT_MILLIS + 4));
    RepairCase mended = swept.sweep().cases(0, ALL).get(1);
    assertThat(mended.closedMillis()).isEqualTo(AT_MILLIS + 503);
    assertThat(mended.outcome()).isEqualTo("put right");

    assertThat(swept.sweep().cases(AT_MILLIS + 100, ALL))
        .as("an open one whenever it was found")
        .extracting(RepairCase::targetKind)
        .containsExactly(likesOf(4));
    long after = AT_MILLIS + 10_000;
    assertThat(swept.sweep().forgetCases(AT_MILLIS + 503, 1)).isEqualTo(1);
    assertThat(swept.sweep().forgetCases(AT_MILLIS + 503, ALL)).isEqualTo(1);
    assertThat(swept.sweep().forgetCases(after, ALL)).isEqualTo(1);
    assertThat(swept.sweep().cases(0, ALL))
        .as("an open one stays")
        .extracting(RepairCase::targetKind)
        .containsExactly(likesOf(4));
  }
}
