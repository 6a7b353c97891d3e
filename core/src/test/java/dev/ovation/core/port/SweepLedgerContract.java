package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.reaction;
import static dev.ovation.core.port.Samples.set;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.PurgeRange;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.Mending;
import dev.ovation.core.port.LedgerTransaction.RowFix;
import dev.ovation.core.port.SweepLedger.CaseCount;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.Edit;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.RecountPage;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.port.SweepLedger.Sum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every ledger does for those who go through it and mend it. */
public abstract class SweepLedgerContract {
  private static final int ALL = 1_000;
  private static final TargetKind LIKES = likesOf(1);
  private static final Interaction LIKE = like(1, "u1");
  private static final TargetKind VIEWS = new TargetKind(video(1), "view");

  private @Nullable Swept opened;

  /** A ledger, what it does for those who go through it, and somebody who damages it. */
  public record Swept(Ledger ledger, SweepLedger sweep, Tampering tampering) {}

  /** Changes what is stored past the product, as somebody with a database's shell would. */
  public interface Tampering {
    void deleteRow(Interaction interaction) throws Exception;

    /** Sets value, version and time of a row that is there, and leaves its n. */
    void setRow(Interaction interaction, Row row) throws Exception;

    /** Sets the total of a count that is there, and leaves its n. */
    void setTotal(TargetKind targetKind, String value, long total) throws Exception;
  }

  /** Something that is done to a ledger by hand. */
  @FunctionalInterface
  private interface Damage {
    void to(Tampering tampering) throws Exception;
  }

  /** Opens this test's ledger; opened again after it was closed, it holds what it held. */
  protected abstract Swept open(int partitions) throws Exception;

  @AfterEach
  final void closeLedger() {
    if (opened != null) {
      opened.ledger().close();
    }
  }

  private Swept opened() throws Exception {
    closeLedger();
    opened = open(1);
    return opened;
  }

  private static void commit(Swept swept, RegisterEvent... events) {
    LedgerWriter.of(swept.ledger(), 0).commit(events);
  }

  /** Adds to a counter, as a commit of its own. */
  private static void count(Swept swept, TargetKind counter, long by) {
    swept
        .ledger()
        .transact(
            0,
            transaction -> {
              LedgerPosition before = transaction.position();
              LedgerPosition after =
                  new LedgerPosition(before.n() + 1, before.h() + 1, before.version());
              long total = transaction.counts(List.of(counter)).getFirst().get(counter.kind()) + by;
              TreeMap<String, Long> totals = new TreeMap<>(Map.of(counter.kind(), total));
              transaction.write(
                  new Changes(
                      after,
                      List.of(),
                      List.of(new CountChange(counter, totals)),
                      List.of(),
                      List.of()));
              return after;
            });
  }

  private static Recount recount(Swept swept, TargetKind targetKind) {
    return swept.sweep().recount(List.of(targetKind)).getFirst();
  }

  private static List<Recount> pass(Swept swept, int rowsMax) {
    List<Recount> all = new ArrayList<>();
    String cursor = null;
    do {
      RecountPage page = swept.sweep().recountAfter(cursor, rowsMax);
      all.addAll(page.recounts());
      cursor = page.next();
    } while (cursor != null);
    return all;
  }

  // ---- counting again ------------------------------------------------------------------------

  @Test
  void whatIsStoredIsWhatTheRowsSay() throws Exception {
    Swept swept = opened();
    commit(swept, set(LIKE, "like", 1), set(like(1, "u2"), "like", 2));
    commit(swept, set(reaction(1, "u1"), "fire", 3), set(like(1, "u2"), null, 4));
    count(swept, VIEWS, 5);

    Row row = new Row("like", version(1), AT_MILLIS + 1, 1);
    Sum likes = new Sum(1, RowDigest.of(LIKE, row));
    Recount recount = recount(swept, LIKES);
    assertThat(recount.isRegister()).isTrue();
    assertThat(recount.touchedN()).isEqualTo(2);
    assertThat(recount.position()).isEqualTo(swept.ledger().position(0));
    assertThat(recount.stored()).isEqualTo(Map.of("like", likes));
    assertThat(recount.counted()).isEqualTo(Map.of("like", likes));
    assertThat(recount.agrees()).isTrue();

    Recount views = recount(swept, VIEWS);
    assertThat(views.isRegister()).isFalse();
    assertThat(views.stored()).isEqualTo(Map.of("view", new Sum(5, RowDigest.ofTotal(VIEWS, 5))));
    assertThat(views.counted()).isEmpty();
    assertThat(views.agrees()).isTrue();

    assertThat(swept.sweep().recount(List.of(likesOf(9), VIEWS, LIKES)))
        .containsExactly(Recount.nothing(likesOf(9), swept.ledger().position(0)), views, recount);
  }

  @Test
  void aTransactionCountsWhatItIsAboutToChange() throws Exception {
    Swept swept = opened();
    commit(swept, set(like(1, "u2"), null, 1), set(LIKE, "like", 2));

    Recount outside = recount(swept, LIKES);
    swept
        .ledger()
        .transact(
            0,
            transaction -> {
              assertThat(transaction.recount(LIKES)).isEqualTo(outside);
              assertThat(transaction.rowsOf(LIKES))
                  .containsExactly(
                      new KeyedRow("u1", new Row("like", version(2), AT_MILLIS + 2, 1)),
                      new KeyedRow("u2", new Row(null, version(1), AT_MILLIS + 1, 1)));
              assertThat(transaction.rowsOf(likesOf(9))).isEmpty();
              return outside;
            });
  }

  @Test
  void randomCommitsAndPurgesKeepEverythingInAgreementAndAreNoEdits() throws Exception {
    Swept swept = opened();
    long seed = System.nanoTime();
    System.out.println("sweep contract seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    String[] values = {"like", "fire", "sad", null};
    for (int n = 1; n <= 40; n++) {
      Map<Interaction, RegisterEvent> events = new HashMap<>();
      for (int i = random.nextInt(1, 60); i > 0; i--) {
        String actor = "u" + random.nextInt(8);
        Interaction interaction =
            random.nextBoolean()
                ? reaction(random.nextInt(5), actor)
                : like(random.nextInt(5), actor);
        // Some events are older than what is there.
        int number = n * 100 + random.nextInt(-150, 150);
        events.put(interaction, set(interaction, values[random.nextInt(4)], number));
      }
      commit(swept, events.values().toArray(RegisterEvent[]::new));
      if (random.nextInt(4) == 0) {
        count(swept, new TargetKind(video(random.nextInt(5)), "view"), random.nextInt(1, 9));
      }
      if (random.nextInt(8) == 0) {
        PurgeRange range = new PurgeRange(0, version(n * 100), ALL);
        swept.ledger().purgeTombstones(0, range, n, Set.of());
      }
    }

    assertThat(pass(swept, ALL))
        .as("seed %d", seed)
        .isNotEmpty()
        .allSatisfy(recount -> assertThat(recount.agrees()).as(recount.toString()).isTrue());
    assertThat(swept.sweep().edits(ALL)).as("seed %d", seed).isEmpty();
  }

  @Test
  void aPassMeetsEverythingOnceWhateverThePage() throws Exception {
    Swept swept = opened();
    List<TargetKind> all = new ArrayList<>();
    for (int video = 1; video <= 7; video++) {
      for (int actor = 1; actor <= video; actor++) {
        commit(swept, set(like(video, "u" + actor), "like", 10 * video + actor));
      }
      all.add(likesOf(video));
    }
    commit(swept, set(reaction(3, "u1"), "fire", 1_000));
    count(swept, VIEWS, 3);
    count(swept, new TargetKind(video(99), "view"), 3);
    all.addAll(List.of(reaction(3, "u1").targetKind(), VIEWS, new TargetKind(video(99), "view")));

    for (int rowsMax : new int[] {1, 2, 3, 7, 20, ALL}) {
      assertThat(pass(swept, rowsMax))
          .as("at most %d rows a page", rowsMax)
          .extracting(Recount::targetKind)
          .containsExactlyInAnyOrderElementsOf(all);
    }
    RecountPage whole = swept.sweep().recountAfter(null, ALL);
    assertThat(whole.next()).isNull();
    // 29 rows, and 10 counts.
    assertThat(whole.rowsRead()).isEqualTo(39);
    assertThat(swept.sweep().recountAfter(null, 5).rowsRead()).isBetween(5L, 12L);
  }

  @Test
  void anEmptyLedgerIsPassedAtOnce() throws Exception {
    assertThat(opened().sweep().recountAfter(null, 10))
        .isEqualTo(new RecountPage(List.of(), null, 0));
  }

  // ---- damage --------------------------------------------------------------------------------

  /** Damages a ledger of two targets; exactly the first one must be found, in every way. */
  private void isFound(TargetKind damaged, String what, Damage damage) throws Exception {
    Swept swept = opened();
    commit(
        swept,
        set(LIKE, "like", 1),
        set(like(1, "u2"), "like", 2),
        set(like(1, "u3"), "fire", 3),
        set(like(2, "u1"), "like", 4),
        set(like(1, "u4"), "like", 5));
    commit(swept, set(like(1, "u4"), null, 6));
    count(swept, VIEWS, 5);
    count(swept, new TargetKind(video(2), "view"), 5);
    assertThat(swept.sweep().edits(ALL)).isEmpty();

    damage.to(swept.tampering());

    assertThat(recount(swept, damaged).agrees()).isFalse();
    assertThat(swept.sweep().recountAfter(null, ALL).recounts())
        .filteredOn(recount -> !recount.agrees())
        .extracting(Recount::targetKind)
        .containsExactly(damaged);
    List<Edit> edits = swept.sweep().edits(ALL);
    assertThat(edits).extracting(Edit::targetKind).containsOnly(damaged);
    assertThat(edits).extracting(Edit::what).containsOnly(what);
    swept.sweep().forgetEdits(edits.getFirst().id() - 1);
    assertThat(swept.sweep().edits(ALL)).isEqualTo(edits);
    swept.sweep().forgetEdits(edits.getLast().id());
    assertThat(swept.sweep().edits(ALL)).isEmpty();
  }

  @Test
  void aDeletedRowIsFound() throws Exception {
    isFound(LIKES, "row deleted", tampering -> tampering.deleteRow(LIKE));
  }

  @Test
  void aFlippedRowIsFound() throws Exception {
    isFound(
        LIKES,
        "row updated",
        tampering -> tampering.setRow(LIKE, new Row("fire", version(1), AT_MILLIS + 1, 0)));
  }

  @Test
  void aRowOfAnotherVersionIsFoundThoughTheCountAgrees() throws Exception {
    isFound(
        LIKES,
        "row updated",
        tampering -> tampering.setRow(LIKE, new Row("like", version(9), AT_MILLIS + 1, 0)));
  }

  @Test
  void twoRowsThatChangedPlacesAreFoundThoughTheCountsAgree() throws Exception {
    isFound(
        LIKES,
        "row updated",
        tampering -> {
          tampering.setRow(LIKE, new Row("fire", version(1), AT_MILLIS + 1, 0));
          tampering.setRow(like(1, "u3"), new Row("like", version(3), AT_MILLIS + 3, 0));
        });
  }

  @Test
  void aTombstoneThatCameBackToLifeIsFound() throws Exception {
    isFound(
        LIKES,
        "row updated",
        tampering ->
            tampering.setRow(like(1, "u4"), new Row("like", version(6), AT_MILLIS + 6, 0)));
  }

  @Test
  void anEditedCountIsFound() throws Exception {
    isFound(LIKES, "count updated", tampering -> tampering.setTotal(LIKES, "like", 9));
  }

  @Test
  void anEditedCounterIsFound() throws Exception {
    isFound(VIEWS, "count updated", tampering -> tampering.setTotal(VIEWS, "view", 9));
  }

  // ---- mending -------------------------------------------------------------------------------

  private static RepairCase aCase(TargetKind targetKind, int number, CaseState state) {
    return RepairCase.of(
        0, targetKind, "lost-row", "evidence " + number, "sweeper", AT_MILLIS + number, state);
  }

  private static RepairCase due(Swept swept, TargetKind targetKind) {
    assertThat(swept.sweep().open(aCase(targetKind, 1, CaseState.DUE))).isTrue();
    return swept.sweep().due(0, ALL).stream()
        .filter(each -> each.targetKind().equals(targetKind))
        .findFirst()
        .orElseThrow();
  }

  private static Counts mend(
      Swept swept, RepairCase found, List<RowFix> rows, @Nullable Long total) {
    RepairCase closed =
        found.closed(CaseState.MENDED, "manual-edit", found.foundMillis() + 500, "put right");
    Repair audit =
        new Repair(AT_MILLIS, "mended", "{like=9}", "{like=1}", "manual-edit", "repairer");
    return swept
        .ledger()
        .transact(
            0,
            transaction -> {
              LedgerPosition before = transaction.position();
              LedgerPosition after =
                  new LedgerPosition(before.n() + 1, before.h(), before.version());
              return transaction.mend(
                  new Mending(after, found.targetKind(), rows, total, closed, audit));
            });
  }

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

  // ---- cases and bookmarks -------------------------------------------------------------------

  @Test
  void oneCaseOfATargetAndKindIsOpenAtATime() throws Exception {
    Swept swept = opened();
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
    assertThat(swept.sweep().hold(true)).isEqualTo(2);
    assertThat(swept.sweep().due(0, ALL)).isEmpty();
    assertThat(swept.sweep().hold(true)).isZero();
    assertThat(swept.sweep().hold(false)).isEqualTo(3);
    assertThat(swept.sweep().due(0, ALL))
        .as("oldest first")
        .extracting(RepairCase::targetKind)
        .containsExactly(likesOf(1), likesOf(2), likesOf(3));
    assertThat(swept.sweep().due(0, 2)).hasSize(2);
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

  @Test
  void bookmarksCasesAndEditsOutliveARestart() throws Exception {
    Swept swept = opened();
    assertThat(swept.sweep().bookmark("full")).isNull();
    swept.sweep().bookmark("full", "a");
    swept.sweep().bookmark("full", "b\nc");
    swept.sweep().bookmark("recent", "d");
    commit(swept, set(LIKE, "like", 1));
    swept.tampering().setTotal(LIKES, "like", 9);
    RepairCase found = due(swept, LIKES);
    List<Edit> edits = swept.sweep().edits(ALL);
    assertThat(edits).hasSize(1);

    swept = opened();

    assertThat(swept.sweep().bookmark("full")).isEqualTo("b\nc");
    assertThat(swept.sweep().due(0, ALL)).containsExactly(found);
    assertThat(swept.sweep().edits(ALL)).isEqualTo(edits);
    swept.sweep().bookmark("full", null);
    assertThat(swept.sweep().bookmark("full")).isNull();
    assertThat(swept.sweep().bookmark("recent")).isEqualTo("d");
  }
}
