package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.Ledger.PurgeRange;
import dev.ovation.core.port.Ledger.Purged;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.TokenChange;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every ledger does when it is told to forget: exactly that, and readers notice nothing. */
public abstract class LedgerPurgeContract extends LedgerEvidenceContract {
  private static final long ALL = Long.MAX_VALUE;

  private static PurgeRange before(int number, int rowsMax) {
    return new PurgeRange(0, version(number), rowsMax);
  }

  /** Likes of videos 1 to 6 by u1, of which those with even numbers are taken back, later. */
  private static void likeAndTakeBack(Ledger ledger) {
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    for (int i = 1; i <= 6; i++) {
      writer.commit(Samples.set(like(i, "u1"), "like", i));
    }
    for (int i = 2; i <= 6; i += 2) {
      writer.commit(Samples.set(like(i, "u1"), null, 10 + i));
    }
  }

  private List<Boolean> exist(Ledger ledger) throws Exception {
    List<Boolean> exist = new ArrayList<>();
    for (int i = 1; i <= 6; i++) {
      exist.add(read(ledger, new LedgerQuery(likesOf(i), "u1", false)).getFirst().row().exists());
    }
    return exist;
  }

  @Test
  void tombstonesBelowTheVersionAreForgottenAndNothingElse() throws Exception {
    Ledger ledger = ledger(1);
    likeAndTakeBack(ledger);
    LedgerPosition position = ledger.position(0);
    LedgerAnswer kept = read(ledger, new LedgerQuery(likesOf(1), "u1", true)).getFirst();

    Purged purged = ledger.purgeTombstones(0, before(16, 100), ALL, Set.of());

    assertThat(purged.rows()).isEqualTo(2);
    assertThat(purged.isLast()).isTrue();
    for (int round = 0; round < 2; round++) {
      assertThat(exist(ledger)).containsExactly(true, false, true, false, true, true);
      assertThat(ledger.position(0)).as("it is no commit").isEqualTo(position);
      assertThat(read(ledger, new LedgerQuery(likesOf(1), "u1", true))).containsExactly(kept);
      assertThat(read(ledger, new LedgerQuery(likesOf(2), "u1", true)))
          .as("a count of 0 still tells when it was touched")
          .containsExactly(new LedgerAnswer(position.n(), position.h(), Row.NONE, Counts.NONE, 7));
      assertThat(actorRows(ledger, "u1", 10).rows()).hasSize(4);
      assertThat(actorRows(ledger, "u1", 10).complete()).isTrue();
      ledger = ledger(1);
    }
  }

  @Test
  void slicesAreBoundedAndGoOnWhereTheLastOneEnded() throws Exception {
    Ledger ledger = ledger(1);
    likeAndTakeBack(ledger);

    Purged first =
        ledger.purgeTombstones(0, before(99, 2), ALL, Set.of(like(2, "u1"), like(4, "u1")));
    assertThat(first).isEqualTo(new Purged(0, version(14), false));
    PurgeRange rest = before(99, 2).after(first);
    Purged second = ledger.purgeTombstones(0, rest, ALL, Set.of());

    assertThat(second).isEqualTo(new Purged(1, version(16), true));
    assertThat(exist(ledger))
        .as("kept are 2 and 4")
        .containsExactly(true, true, true, true, true, false);
    assertThat(ledger.purgeTombstones(0, rest, ALL, Set.of()).rows()).isZero();
  }

  @Test
  void whatIsNotConfirmedStays() throws Exception {
    Ledger ledger = ledger(1);
    likeAndTakeBack(ledger);

    // Commits 7, 8 and 9 made the tombstones.
    assertThat(ledger.purgeTombstones(0, before(99, 100), 8, Set.of()).rows()).isEqualTo(2);

    assertThat(exist(ledger)).containsExactly(true, false, true, false, true, true);
  }

  @Test
  void aRegisterThatWasForgottenIsWrittenAsIfItWereNew() throws Exception {
    Ledger ledger = ledger(1);
    likeAndTakeBack(ledger);
    ledger.purgeTombstones(0, before(99, 100), ALL, Set.of());

    LedgerWriter.of(ledger, 0).commit(Samples.set(like(2, "u1"), "like", 30));

    assertThat(read(ledger, new LedgerQuery(likesOf(2), "u1", true)).getFirst())
        .isEqualTo(
            new LedgerAnswer(
                10,
                10,
                new Row("like", version(30), AT_MILLIS + 30, 10),
                Counts.of(Map.of("like", 1L)),
                10));
    assertThat(ledger.targetRows(likesOf(2), null, Ledger.Page.first(10))).hasSize(1);
  }

  @Test
  void onlyTheTokensAndTombstonesOfThePartitionGo() throws Exception {
    Ledger ledger = ledger(PARTITIONS);
    List<Interaction> registers = new ArrayList<>();
    for (int p = 0; p < PARTITIONS; p++) {
      int video = Samples.videosIn(p, PARTITIONER, 1).getFirst();
      registers.add(like(video, "u1"));
      LedgerWriter.of(ledger, p).commit(Samples.set(like(video, "u1"), null, 1 + p));
      remember(ledger, p, new TokenKey(view(video, "u1").targetKind(), "u1/t"), 10 + p);
    }

    PurgeRange range = before(99, 100);
    assertThat(ledger.purgeTombstones(1, range, ALL, Set.of()).rows()).isEqualTo(1);
    assertThat(ledger.purgeTokens(2, range).rows()).isEqualTo(1);

    for (int p = 0; p < PARTITIONS; p++) {
      Interaction register = registers.get(p);
      TargetKind views = new TargetKind(register.target(), "view");
      assertThat(
              read(
                  ledger,
                  new LedgerQuery(register.targetKind(), "u1", false),
                  new LedgerQuery(views, "u1/t", false)))
          .extracting(answer -> answer.row().exists())
          .containsExactly(p != 1, p != 2);
    }
  }

  @Test
  void tokensBelowTheVersionAreForgottenInSlicesAndTheCountStays() throws Exception {
    Ledger ledger = ledger(1);
    TargetKind views = view(1, "u1").targetKind();
    for (int i = 1; i <= 5; i++) {
      remember(ledger, 0, new TokenKey(views, EntryKey.ofToken("u1", "t" + i)), i);
    }
    LedgerPosition position = ledger.position(0);

    Purged first = ledger.purgeTokens(0, before(5, 3));
    assertThat(first).isEqualTo(new Purged(3, version(3), false));
    assertThat(ledger.purgeTokens(0, before(5, 3).after(first)))
        .isEqualTo(new Purged(1, version(4), true));

    assertThat(ledger.position(0)).isEqualTo(position);
    List<LedgerAnswer> answers =
        read(
            ledger,
            new LedgerQuery(views, EntryKey.ofToken("u1", "t4"), true),
            new LedgerQuery(views, EntryKey.ofToken("u1", "t5"), true));
    assertThat(answers).extracting(a -> a.row().exists()).containsExactly(false, true);
    assertThat(answers.getFirst().counts()).isEqualTo(Counts.of(Map.of("view", 5L)));
  }

  private static void remember(Ledger ledger, int partition, TokenKey token, int number) {
    ledger.transact(
        partition,
        transaction -> {
          LedgerPosition at = transaction.position();
          LedgerPosition after = new LedgerPosition(at.n() + 1, at.h() + 1, version(number));
          Row counted = new Row(null, version(number), AT_MILLIS + number, after.n());
          CountChange count =
              new CountChange(
                  token.targetKind(), new TreeMap<>(Map.of("view", Math.min(number, 5L))));
          transaction.write(
              new Changes(
                  after,
                  List.of(),
                  List.of(count),
                  List.of(new TokenChange(token, counted)),
                  List.of()));
          return after;
        });
  }
}
