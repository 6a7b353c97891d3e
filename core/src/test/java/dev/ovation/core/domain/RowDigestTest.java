package dev.ovation.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The digest is of a set: indifferent to order, and taken back exactly. */
final class RowDigestTest {
  private static final Interaction LIKE =
      Interaction.of(new Target("default", "video", "7"), "like", "u1");
  private static final Row ROW = new Row("like", 5, 6, 1);

  @Test
  void whatIsPutInCanBeTakenOutInAnyOrder() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    RowDigest start = new RowDigest(random.nextLong(), random.nextLong());
    RowDigest a = new RowDigest(random.nextLong(), random.nextLong());
    RowDigest b = new RowDigest(random.nextLong(), random.nextLong());

    assertThat(start.xor(a).xor(b).xor(a).xor(b)).as("seed %d", seed).isEqualTo(start);
    assertThat(start.xor(a).xor(b)).as("seed %d", seed).isEqualTo(start.xor(b).xor(a));
    assertThat(start.xor(RowDigest.ZERO)).as("seed %d", seed).isEqualTo(start);
  }

  @Test
  void everyPartOfARowMattersButItsCommit() {
    RowDigest digest = RowDigest.of(LIKE, ROW);

    assertThat(RowDigest.of(LIKE, new Row("like", 5, 6, 99))).isEqualTo(digest);
    assertThat(
            List.of(
                RowDigest.of(LIKE, new Row("love", 5, 6, 1)),
                RowDigest.of(LIKE, new Row("like", 6, 6, 1)),
                RowDigest.of(LIKE, new Row("like", 5, 7, 1)),
                RowDigest.of(Interaction.of(LIKE.target(), "like", "u2"), ROW),
                RowDigest.of(Interaction.of(LIKE.target(), "liked", "u1"), ROW),
                RowDigest.of(
                    Interaction.of(new Target("default", "video", "7l"), "ike", "u1"), ROW)))
        .doesNotContain(digest, RowDigest.ZERO)
        .doesNotHaveDuplicates();
  }

  @Test
  void whatHoldsNoValueIsInNoDigest() {
    assertThat(RowDigest.of(LIKE, Row.NONE)).isEqualTo(RowDigest.ZERO);
    assertThat(RowDigest.of(LIKE, new Row(null, 5, 6, 1))).isEqualTo(RowDigest.ZERO);
  }

  @Test
  void aTextOfAnyLengthIsHashedWhole() {
    String[] values = {"a".repeat(2_020), "a".repeat(2_021), "a".repeat(9_000), "a".repeat(70_000)};
    for (String value : values) {
      RowDigest digest = RowDigest.of(LIKE, new Row(value, 5, 6, 1));

      assertThat(digest).isEqualTo(RowDigest.of(LIKE, new Row(value, 5, 6, 2)));
      assertThat(digest).isNotEqualTo(RowDigest.of(LIKE, new Row(value + "b", 5, 6, 1)));
      assertThat(digest).isNotEqualTo(RowDigest.of(LIKE, new Row("b" + value, 5, 6, 1)));
    }
  }

  @Test
  void aCountersSealIsOfItsTotal() {
    TargetKind views = new TargetKind(LIKE.target(), "view");

    assertThat(
            List.of(
                RowDigest.ofTotal(views, 0),
                RowDigest.ofTotal(views, 1),
                RowDigest.ofTotal(new TargetKind(LIKE.target(), "play"), 1)))
        .doesNotContain(RowDigest.ZERO)
        .doesNotHaveDuplicates();
  }

  @Test
  void aCommitChangesTheDigestsOfTheValuesThatRowsHeldAndHold() {
    DigestChanges changes = new DigestChanges();
    Row unset = new Row(null, 7, 8, 2);
    Row other = new Row("love", 9, 10, 3);
    changes.change(LIKE, ROW, unset);
    changes.change(LIKE, unset, other);

    assertThat(changes.of(LIKE.targetKind(), "like")).isEqualTo(RowDigest.of(LIKE, ROW));
    assertThat(changes.of(LIKE.targetKind(), "love")).isEqualTo(RowDigest.of(LIKE, other));
    assertThat(changes.of(LIKE.targetKind(), "fire")).isEqualTo(RowDigest.ZERO);
    assertThat(changes.isOfRows(LIKE.targetKind())).isTrue();
    assertThat(changes.isOfRows(new TargetKind(LIKE.target(), "view"))).isFalse();
  }
}
