package dev.ovation.core.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The digest is a sum: indifferent to order, and taken back exactly. */
final class RowDigestTest {
  private static final Interaction LIKE =
      Interaction.of(new Target("default", "video", "7"), "like", "u1");
  private static final Row ROW = new Row("like", 5, 6, 1);

  @Test
  void sumsCarryAndBorrowOverTheMiddle() {
    RowDigest almost = new RowDigest(0, -1);
    RowDigest one = new RowDigest(0, 1);

    assertThat(almost.plus(one)).isEqualTo(new RowDigest(1, 0));
    assertThat(new RowDigest(1, 0).minus(one)).isEqualTo(almost);
    assertThat(RowDigest.ZERO.minus(one)).isEqualTo(new RowDigest(-1, -1));
    assertThat(new RowDigest(-1, -1).plus(one)).isEqualTo(RowDigest.ZERO);
  }

  @Test
  void whatIsAddedCanBeTakenOutInAnyOrder() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    RowDigest start = new RowDigest(random.nextLong(), random.nextLong());
    RowDigest a = new RowDigest(random.nextLong(), random.nextLong());
    RowDigest b = new RowDigest(random.nextLong(), random.nextLong());

    assertThat(start.plus(a).plus(b).minus(a).minus(b)).as("seed %d", seed).isEqualTo(start);
    assertThat(start.plus(a).plus(b)).as("seed %d", seed).isEqualTo(start.plus(b).plus(a));
  }

  @Test
  void everyPartOfARowMattersButItsCommit() {
    RowDigest digest = RowDigest.of(LIKE, ROW);

    assertThat(RowDigest.of(LIKE, new Row("like", 5, 6, 99))).isEqualTo(digest);
    assertThat(RowDigest.of(LIKE, Row.NONE)).isEqualTo(RowDigest.ZERO);
    assertThat(
            List.of(
                RowDigest.of(LIKE, new Row("love", 5, 6, 1)),
                RowDigest.of(LIKE, new Row(null, 5, 6, 1)),
                RowDigest.of(LIKE, new Row("like", 6, 6, 1)),
                RowDigest.of(LIKE, new Row("like", 5, 7, 1)),
                RowDigest.of(Interaction.of(LIKE.target(), "like", "u2"), ROW),
                RowDigest.of(Interaction.of(LIKE.target(), "liked", "u1"), ROW),
                RowDigest.of(
                    Interaction.of(new Target("default", "video", "7l"), "ike", "u1"), ROW)))
        .doesNotContain(digest)
        .doesNotHaveDuplicates();
  }

  @Test
  void bucketsAreFilledEvenly() {
    int[] targets = new int[RowDigest.BUCKETS];
    for (int i = 0; i < 100 * RowDigest.BUCKETS; i++) {
      targets[RowDigest.bucket(new Target("default", "video", "v" + i))]++;
    }
    for (int count : targets) {
      assertThat(count).isBetween(50, 160);
    }
  }
}
