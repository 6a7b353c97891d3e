package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.reaction;
import static dev.ovation.core.port.Samples.set;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.video;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.Ledger.PurgeRange;
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
import org.junit.jupiter.api.Test;

/** What every ledger does for those who go through it. */
public abstract class SweepLedgerContract extends SweptLedger {
  /** Something that is done to a ledger by hand. */
  @FunctionalInterface
  private interface Damage {
    void to(Tampering tampering) throws Exception;
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
