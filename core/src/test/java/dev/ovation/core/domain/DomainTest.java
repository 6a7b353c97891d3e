package dev.ovation.core.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The words and the rule. */
class DomainTest {
  private static final Target TARGET = new Target("default", "video", "7");
  private static final Interaction LIKE = Interaction.of(TARGET, "like", "u1");

  @ParameterizedTest
  @ValueSource(strings = {"u42", "A-Z.a_z~0", "..", "-", "0123456789"})
  void wellFormedIds(String id) {
    assertThat(Ids.problemOfId(id)).isNull();
    assertThat(Ids.target("s", "video:" + id)).isEqualTo(new Target("s", "video", id));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a\0", "😀", "a%20", "ä", "a:b", "a#", "a\n"})
  void illFormedIds(String id) {
    assertThat(Ids.problemOfId(id)).isNotNull();
    assertThatThrownBy(() -> Ids.target("s", "video:" + id))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void idsHaveABound() {
    assertThat(Ids.problemOfId("x".repeat(128))).isNull();
    assertThat(Ids.problemOfId("x".repeat(129))).contains("1 to 128");
    assertThat(Ids.problemOfType("t".repeat(32))).isNull();
    assertThat(Ids.problemOfType("t".repeat(33))).contains("1 to 32");
    assertThat(Ids.problemOfType("Video")).isNotNull();
    assertThat(Ids.problemOfToken("😀 any text")).isNull();
    assertThat(Ids.problemOfToken("\ud83d")).contains("half of a character pair");
    assertThat(Ids.problemOfToken("x".repeat(65))).contains("1 to 64");
  }

  @Test
  void theNewerVersionWinsInAnyOrderAndAnyNumber() {
    RegisterEvent older = new RegisterEvent(LIKE, "like", 10, 1);
    RegisterEvent newer = new RegisterEvent(LIKE, null, 20, 2);
    Row forwards = Rule.apply(Rule.apply(Row.NONE, older, 1), newer, 1);
    Row backwards = Rule.apply(Rule.apply(Row.NONE, newer, 1), older, 1);
    assertThat(forwards).isEqualTo(backwards).isEqualTo(new Row(null, 20, 2, 1));
    assertThat(Rule.apply(forwards, newer, 5)).as("again").isEqualTo(forwards);
  }

  @Test
  void aTokenCountsOnceWithinADay() {
    long version = Version.atMillis(Version.EPOCH_MILLIS + 1_000, 0);
    CounterEvent first = counter(version);
    Row counted = new Row(null, version, 0, 1);
    assertThat(Rule.counts(Row.NONE, first)).isTrue();
    assertThat(Rule.counts(counted, first)).as("the same event").isFalse();
    long dayLater = version + (Rule.TOKEN_WINDOW_MILLIS << 22);
    assertThat(Rule.counts(counted, counter(dayLater))).as("24 h later").isFalse();
    assertThat(Rule.counts(counted, counter(dayLater + (1L << 22)))).as("later still").isTrue();
    assertThat(Rule.counts(new Row(null, dayLater * 2, 0, 1), first)).as("replayed").isFalse();
  }

  private static CounterEvent counter(long version) {
    return new CounterEvent(Interaction.of(TARGET, "view", "u1"), 1, "t", version, 0);
  }

  @Test
  void partitionsNeverChange() {
    // Pinned: another hash would look for stored targets in the wrong partition.
    Partitioner partitioner = new Partitioner(64);
    assertThat(List.of("video:1", "video:2", "movie:356", "post:x"))
        .map(text -> partitioner.ofRegisters(Ids.target("default", text)))
        .containsExactly(PINNED);
    assertThat(new Partitioner(1).ofRegisters(TARGET)).isZero();
  }

  private static final Integer[] PINNED = {54, 31, 38, 4};

  @Test
  void countersMayHavePartitionsOfTheirOwn() {
    Partitioner together = new Partitioner(16);
    Partitioner apart = Partitioner.countersApart(16, Kinds.standard());
    TargetKind likes = new TargetKind(TARGET, "like");
    TargetKind views = new TargetKind(TARGET, "view");
    int partition = together.ofRegisters(TARGET);

    assertThat(together.partition(likes)).isEqualTo(partition);
    assertThat(together.partition(views)).isEqualTo(partition);
    assertThat(together.ofTarget(TARGET)).containsExactly(partition);
    assertThat(apart.partitions()).isEqualTo(32);
    assertThat(apart.partition(likes)).isEqualTo(partition);
    assertThat(apart.partition(views)).isEqualTo(16 + partition);
    assertThat(apart.ofTarget(TARGET)).containsExactly(partition, 16 + partition);
    assertThat(apart.besides(16 + partition)).isEqualTo(partition);
    assertThat(apart.isOfCounters(partition)).isFalse();
    assertThat(apart.isOfCounters(16 + partition)).isTrue();
    // What an event is decides, not what its kind is configured as.
    assertThat(apart.partition(counter(1))).isEqualTo(16 + partition);
  }

  @Test
  void ofTwoCheckpointsTheOneOfALaterMomentIsNewer() {
    LedgerCheckpoint first = new LedgerCheckpoint(new TargetKind(TARGET, "view"), 5, 3, 9, 1, 1, 1);

    assertThat(first.isNewerThan(first)).isFalse();
    assertThat(checkpoint(4, 1).isNewerThan(first)).as("a later offset").isTrue();
    assertThat(first.isNewerThan(checkpoint(4, 1))).isFalse();
    assertThat(checkpoint(3, 10).isNewerThan(first)).as("a later commit").isTrue();
    assertThat(first.withCovered(2).isNewerThan(first)).as("one that covers more").isTrue();
  }

  private static LedgerCheckpoint checkpoint(long h, long n) {
    return new LedgerCheckpoint(new TargetKind(TARGET, "view"), 5, h, n, 0, 1, 1);
  }

  @Test
  void partitionsAreEvenlyFilled() {
    int[] sizes = new int[16];
    Partitioner partitioner = new Partitioner(16);
    for (int i = 0; i < 16_000; i++) {
      sizes[partitioner.ofRegisters(new Target("default", "video", Integer.toString(i)))]++;
    }
    for (int size : sizes) {
      assertThat(size).isBetween(850, 1150);
    }
  }

  @Test
  void countsLeaveZerosOut() {
    assertThat(Counts.of(Map.of("like", 0L, "love", 2L)).byValue()).isEqualTo(Map.of("love", 2L));
    assertThat(Counts.NONE.get("like")).isZero();
  }

  @Test
  void aKindIsConfiguredOnce() {
    Kind like = new Kind.Register("like", List.of("like"));
    assertThatThrownBy(() -> new Kinds(List.of(like, like))).hasMessageContaining("like");
  }
}
