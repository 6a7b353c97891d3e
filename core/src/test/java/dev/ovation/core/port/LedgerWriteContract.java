package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.reaction;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every ledger does on its write path; {@link LedgerListContract}, which an adapter extends,
 * adds the lists and {@link LedgerContract} what happens at the same time.
 */
@Timeout(60)
public abstract class LedgerWriteContract {
  static final int PARTITIONS = 4;
  static final Partitioner PARTITIONER = new Partitioner(PARTITIONS);
  private static final long WAIT_SECONDS = 30;

  private @Nullable Ledger opened;

  /**
   * Opens this test's ledger: empty the first time; opened again after {@link Ledger#close}, it
   * holds what it held. The contract closes what it opens.
   */
  protected abstract Ledger open(int partitions) throws Exception;

  /** Lets the ledger go on until nothing is under way, for ledgers without a thread. */
  protected void progress() {
    // A ledger with threads of its own goes on by itself.
  }

  @AfterEach
  final void closeLedger() {
    if (opened != null) {
      opened.close();
    }
  }

  final Ledger ledger(int partitions) throws Exception {
    if (opened != null) {
      opened.close();
    }
    opened = open(partitions);
    return opened;
  }

  final List<LedgerAnswer> read(Ledger ledger, LedgerQuery... queries) throws Exception {
    var answers = ledger.read(List.of(queries));
    progress();
    return answers.get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  final ActorRows actorRows(Ledger ledger, String actor, int rowsMax) throws Exception {
    var rows = ledger.actorRows(new Actor("default", actor), rowsMax);
    progress();
    return rows.get(WAIT_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void aNewLedgerIsEmpty() throws Exception {
    Ledger ledger = ledger(PARTITIONS);

    assertThat(ledger.check().state()).isEqualTo(Component.State.UP);
    for (int p = 0; p < PARTITIONS; p++) {
      assertThat(ledger.position(p)).isEqualTo(LedgerPosition.START);
      assertThat(ledger.deadLetters(p, 10)).isEmpty();
    }
    assertThat(read(ledger, new LedgerQuery(likesOf(1), "u1", true)))
        .containsExactly(new LedgerAnswer(0, 0, Row.NONE, Counts.NONE, 0));
    assertThat(actorRows(ledger, "u1", 10)).isEqualTo(new ActorRows(Map.of(), true));
    assertThat(ledger.stats().deadLetters()).isZero();
  }

  @Test
  void rowsCountsAndPositionAreWrittenTogetherAndStay() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter.of(ledger, 0)
        .commit(
            Samples.set(like(1, "u1"), "like", 1),
            Samples.set(like(1, "u2"), "like", 2),
            Samples.set(reaction(1, "u1"), "love", 3));

    for (int round = 0; round < 2; round++) {
      assertThat(ledger.position(0)).isEqualTo(new LedgerPosition(1, 3, version(3)));
      assertThat(
              read(
                  ledger,
                  new LedgerQuery(likesOf(1), "u2", true),
                  new LedgerQuery(likesOf(1), "u3", false),
                  new LedgerQuery(likesOf(2), "u1", true),
                  new LedgerQuery(new TargetKind(video(1), "reaction"), null, true)))
          .containsExactly(
              new LedgerAnswer(
                  1,
                  3,
                  new Row("like", version(2), AT_MILLIS + 2, 1),
                  Counts.of(Map.of("like", 2L)),
                  1),
              new LedgerAnswer(1, 3, Row.NONE, null, 0),
              new LedgerAnswer(1, 3, Row.NONE, Counts.NONE, 0),
              new LedgerAnswer(1, 3, Row.NONE, Counts.of(Map.of("love", 1L)), 1));
      ledger = ledger(1);
    }
  }

  @Test
  void aTransactionSeesWhatEarlierOnesWrote() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    writer.commit(Samples.set(like(1, "u1"), "like", 1));
    writer.commit(Samples.set(like(1, "u1"), null, 2), Samples.set(like(2, "u1"), "like", 3));

    ledger.transact(
        0,
        transaction -> {
          assertThat(transaction.position()).isEqualTo(new LedgerPosition(2, 3, version(3)));
          assertThat(transaction.rows(List.of(like(2, "u1"), like(3, "u1"), like(1, "u1"))))
              .containsExactly(
                  new Row("like", version(3), AT_MILLIS + 3, 2),
                  Row.NONE,
                  new Row(null, version(2), AT_MILLIS + 2, 2));
          assertThat(transaction.counts(List.of(likesOf(3), likesOf(2), likesOf(1))))
              .containsExactly(Counts.NONE, Counts.of(Map.of("like", 1L)), Counts.NONE);
          return transaction.position();
        });
  }

  @Test
  void nothingStaysOfAWorkThatThrows() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    writer.commit(Samples.set(like(1, "u1"), "like", 1));
    IllegalStateException thrown = new IllegalStateException("on purpose");

    assertThatThrownBy(
            () ->
                ledger.transact(
                    0,
                    transaction -> {
                      writer.write(transaction, List.of(Samples.set(like(1, "u2"), "like", 2)));
                      throw thrown;
                    }))
        .isSameAs(thrown);

    assertThat(ledger.position(0)).isEqualTo(new LedgerPosition(1, 1, version(1)));
    assertThat(read(ledger, new LedgerQuery(likesOf(1), "u2", true)))
        .containsExactly(new LedgerAnswer(1, 1, Row.NONE, Counts.of(Map.of("like", 1L)), 1));
    writer.commit(Samples.set(like(1, "u3"), "like", 3));
    assertThat(ledger.position(0).n()).isEqualTo(2);
  }

  @Test
  void aWorkThatWritesNothingChangesNothing() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter.of(ledger, 0).commit(Samples.set(like(1, "u1"), "like", 1));

    String result = ledger.transact(0, transaction -> "n=" + transaction.position().n());

    assertThat(result).isEqualTo("n=1");
    assertThat(ledger.position(0)).isEqualTo(new LedgerPosition(1, 1, version(1)));
  }

  @Test
  void aWorkMayAnswerNull() throws Exception {
    Ledger ledger = ledger(1);

    Object result = ledger.<@Nullable Object>transact(0, transaction -> null);

    assertThat(result).isNull();
  }

  @Test
  void aCountOfZeroIsKeptSoThatItTellsWhenItWasTouched() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    writer.commit(Samples.set(like(1, "u1"), "like", 1));
    writer.commit(Samples.set(like(1, "u1"), null, 2));
    writer.commit(Samples.set(like(2, "u1"), "like", 3));

    assertThat(read(ledger, new LedgerQuery(likesOf(1), null, true)))
        .containsExactly(new LedgerAnswer(3, 3, Row.NONE, Counts.NONE, 2));
  }

  @Test
  void touchedTellsTheNewestCommitOfAnyValue() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    writer.commit(
        Samples.set(reaction(1, "u1"), "love", 1), Samples.set(reaction(1, "u2"), "haha", 2));
    writer.commit(Samples.set(reaction(1, "u1"), "wow", 3));
    writer.commit(Samples.set(like(1, "u1"), "like", 4));

    LedgerAnswer answer =
        read(ledger, new LedgerQuery(new TargetKind(video(1), "reaction"), null, true)).getFirst();

    assertThat(answer.n()).isEqualTo(3);
    assertThat(answer.touchedN()).isEqualTo(2);
    assertThat(answer.counts()).isEqualTo(Counts.of(Map.of("haha", 1L, "wow", 1L)));
  }

  @Test
  void aValueTouchedWithoutAChangeOfItsCountIsTouchedAllTheSame() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    writer.commit(Samples.set(like(1, "u1"), "like", 1));
    writer.commit(Samples.set(like(1, "u1"), null, 2), Samples.set(like(1, "u2"), "like", 3));

    assertThat(read(ledger, new LedgerQuery(likesOf(1), null, true)))
        .containsExactly(new LedgerAnswer(2, 3, Row.NONE, Counts.of(Map.of("like", 1L)), 2));
  }

  @Test
  void spacesTypesAndKindsAreKeptApart() throws Exception {
    Ledger ledger = ledger(1);
    Target inOtherSpace = new Target("other", "video", "v1");
    Target ofOtherType = new Target("default", "post", "v1");
    Interaction u1 = like(1, "u1");
    LedgerWriter.of(ledger, 0)
        .commit(
            Samples.set(u1, "like", 1),
            Samples.set(Interaction.of(inOtherSpace, "like", "u2"), "like", 2),
            Samples.set(Interaction.of(ofOtherType, "like", "u3"), "like", 3),
            Samples.set(Interaction.of(video(1), "favorite", "u1"), "favorite", 4));

    assertThat(
            read(
                ledger,
                new LedgerQuery(likesOf(1), "u2", true),
                new LedgerQuery(new TargetKind(inOtherSpace, "like"), "u1", true),
                new LedgerQuery(new TargetKind(ofOtherType, "like"), "u1", true)))
        .allSatisfy(
            answer -> {
              assertThat(answer.row()).isEqualTo(Row.NONE);
              assertThat(answer.counts()).isEqualTo(Counts.of(Map.of("like", 1L)));
            });
    assertThat(actorRows(ledger, "u1", 10).rows()).hasSize(2);
    assertThat(actorRows(ledger, "u2", 10).rows()).isEmpty();
  }

  @Test
  void partitionsHavePositionsOfTheirOwn() throws Exception {
    Ledger ledger = ledger(PARTITIONS);
    for (int p = 0; p < PARTITIONS; p++) {
      List<Integer> videos = Samples.videosIn(p, PARTITIONER, p + 1);
      LedgerWriter writer = LedgerWriter.of(ledger, p);
      for (int video : videos) {
        writer.commit(Samples.set(like(video, "u1"), "like", video + 1));
      }
    }

    ledger = ledger(PARTITIONS);
    for (int p = 0; p < PARTITIONS; p++) {
      assertThat(ledger.position(p).n()).isEqualTo(p + 1);
      int video = Samples.videosIn(p, PARTITIONER, 1).getFirst();
      LedgerAnswer answer = read(ledger, new LedgerQuery(likesOf(video), "u1", true)).getFirst();
      assertThat(answer.n()).isEqualTo(p + 1);
      assertThat(answer.row().n()).isEqualTo(1);
    }
  }

  @Test
  void anActorsRowsAreTheNewestUpToTheCap() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter writer = LedgerWriter.of(ledger, 0);
    for (int i = 1; i <= 5; i++) {
      writer.commit(Samples.set(like(i, "u1"), "like", i));
    }
    writer.commit(Samples.set(like(2, "u1"), null, 6));
    Row tombstone = new Row(null, version(6), AT_MILLIS + 6, 6);

    assertThat(actorRows(ledger, "u1", 5).complete()).isTrue();
    assertThat(actorRows(ledger, "u1", 5).rows()).hasSize(5).containsEntry(likesOf(2), tombstone);
    ActorRows capped = actorRows(ledger, "u1", 3);
    assertThat(capped.complete()).isFalse();
    assertThat(capped.rows().keySet())
        .containsExactlyInAnyOrder(likesOf(2), likesOf(5), likesOf(4));
    assertThat(actorRows(ledger, "u2", 3)).isEqualTo(new ActorRows(Map.of(), true));
  }

  @Test
  void closingTwiceIsFine() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter.of(ledger, 0).commit(Samples.set(like(1, "u1"), "like", 1));
    ledger.close();
    ledger.close();

    assertThat(ledger(1).position(0).n()).isEqualTo(1);
  }
}
