package dev.ovation.core.engine;

import static dev.ovation.core.port.Samples.likesOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.sim.SimTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearCacheTest {
  private static final Duration AGE_MAX = Duration.ofMillis(200);
  private static final int ENTRIES_MAX = 8;
  private static final long COLD = -1;

  private final SimTime time = new SimTime();
  private final NearCache<HotQuery, Long> cache =
      new NearCache<>(
          new NearReads.Settings(AGE_MAX, ENTRIES_MAX),
          time,
          query -> query.key() == null ? query.targetKind() : null,
          answer -> answer != COLD);

  /** Every request that the cache has sent, oldest first; the test answers them. */
  private final List<Request> requests = new ArrayList<>();

  private record Request(List<HotQuery> queries, CompletableFuture<List<Long>> answer) {
    void answers(Long... counts) {
      answer.complete(List.of(counts));
    }
  }

  NearCacheTest() {
    time.advance(Duration.ofSeconds(1));
  }

  private static HotQuery countOf(int video) {
    return new HotQuery(likesOf(video), null);
  }

  private CompletableFuture<List<Long>> read(HotQuery... queries) {
    return cache.read(
        List.of(queries),
        asked -> {
          Request request = new Request(asked, new CompletableFuture<>());
          requests.add(request);
          return request.answer();
        });
  }

  /** For when nobody looks at this answer. */
  private void ask(HotQuery... queries) {
    var _ = read(queries);
  }

  /** Asked for twice: from now on a target is worth an entry. */
  private void becomesHot(int video, long count) {
    ask(countOf(video));
    requests.getLast().answers(count);
    ask(countOf(video));
    requests.getLast().answers(count);
  }

  @Test
  void whatIsAskedForOnceIsNotKept() {
    ask(countOf(1));
    requests.getLast().answers(5L);

    assertThat(cache.size()).isZero();
  }

  @Test
  void whatIsAskedForAgainIsKept() {
    becomesHot(1, 5);

    assertThat(read(countOf(1))).isCompletedWithValue(List.of(5L));
    assertThat(requests).hasSize(2);
    assertThat(cache.hits()).isEqualTo(1);
    assertThat(cache.misses()).isEqualTo(2);
  }

  @Test
  void whatIsAskedForAgainTooLateIsNotKept() {
    ask(countOf(1));
    requests.getLast().answers(5L);
    time.advance(AGE_MAX.plusNanos(1));
    ask(countOf(1));
    requests.getLast().answers(5L);

    assertThat(cache.size()).isZero();
  }

  @Test
  void anAnswersAgeCountsFromBeforeItWasAskedFor() {
    ask(countOf(1));
    requests.getLast().answers(5L);
    ask(countOf(1));
    time.advance(AGE_MAX);
    requests.getLast().answers(5L);
    assertThat(read(countOf(1))).as("just young enough").isCompletedWithValue(List.of(5L));

    time.advance(Duration.ofNanos(1));
    CompletableFuture<List<Long>> late = read(countOf(1));

    assertThat(late).isNotDone();
    requests.getLast().answers(6L);
    assertThat(late).isCompletedWithValue(List.of(6L));
  }

  @Test
  void nobodyWaitsForAQuestionThatIsTooOld() {
    becomesHot(1, 5);
    time.advance(AGE_MAX.plusNanos(1));
    ask(countOf(1));
    ask(countOf(1)); // Never answered.
    int before = requests.size();
    time.advance(AGE_MAX.plusNanos(1));

    ask(countOf(1));

    assertThat(requests).hasSize(before + 1);
  }

  @Test
  void readersOfTheSameAtTheSameTimeShareOneQuestion() {
    becomesHot(1, 5);
    cache.forget(likesOf(1));
    int before = requests.size();

    List<CompletableFuture<List<Long>>> readers =
        IntStream.range(0, 10).mapToObj(i -> read(countOf(1))).toList();
    assertThat(requests).hasSize(before + 1);
    requests.getLast().answers(7L);

    assertThat(readers).allSatisfy(it -> assertThat(it).isCompletedWithValue(List.of(7L)));
  }

  @Test
  void aTargetTwiceInOneRequestIsAnsweredTwice() {
    becomesHot(1, 5);
    cache.forget(likesOf(1));

    CompletableFuture<List<Long>> both = read(countOf(1), countOf(2), countOf(1));

    assertThat(requests.getLast().queries()).containsExactly(countOf(1), countOf(2));
    requests.getLast().answers(6L, 3L);
    assertThat(both).isCompletedWithValue(List.of(6L, 3L, 6L));
  }

  @Test
  void onlyWhatIsNotNearIsAskedFor() {
    becomesHot(2, 20);

    CompletableFuture<List<Long>> three = read(countOf(1), countOf(2), countOf(3));

    assertThat(requests.getLast().queries()).containsExactly(countOf(1), countOf(3));
    requests.getLast().answers(10L, 30L);
    assertThat(three).isCompletedWithValue(List.of(10L, 20L, 30L));
  }

  @Test
  void aQuestionWithAKeyGoesToTheStore() {
    becomesHot(1, 5);
    HotQuery own = new HotQuery(likesOf(1), "u1");

    ask(own);
    ask(own);
    ask(own);

    assertThat(requests).hasSize(5);
    assertThat(cache.misses()).as("it is no miss").isEqualTo(2);
  }

  @Test
  void aWriteMakesAnAnswerForgotten() {
    becomesHot(1, 5);

    cache.forget(likesOf(1));

    assertThat(read(countOf(1))).isNotDone();
  }

  @Test
  void anAnswerThatWasUnderWayWhenAWriteCameIsForThoseWhoWaitedOnly() {
    becomesHot(1, 5);
    time.advance(AGE_MAX.plusNanos(1));
    ask(countOf(1));
    CompletableFuture<List<Long>> before = read(countOf(1));
    Request underWay = requests.getLast();

    cache.forget(likesOf(1));
    CompletableFuture<List<Long>> after = read(countOf(1));
    underWay.answers(5L);

    assertThat(before).isCompletedWithValue(List.of(5L));
    assertThat(after).isNotDone();
    requests.getLast().answers(6L);
    assertThat(after).isCompletedWithValue(List.of(6L));
    assertThat(read(countOf(1))).isCompletedWithValue(List.of(6L));
  }

  @Test
  void anAnswerThatSaysNothingIsNotKept() {
    becomesHot(1, COLD);

    assertThat(cache.size()).isZero();
    assertThat(read(countOf(1))).isNotDone();
  }

  @Test
  void aFailureIsForThoseWhoWaitedOnly() {
    becomesHot(1, 5);
    cache.forget(likesOf(1));
    CompletableFuture<List<Long>> first = read(countOf(1));
    CompletableFuture<List<Long>> second = read(countOf(1));

    requests.getLast().answer().completeExceptionally(new IllegalStateException("planned"));

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedExceptionally();
    assertThat(cache.size()).isZero();
  }

  @Test
  void aStoreThatThrowsLeavesNobodyWaiting() {
    becomesHot(1, 5);
    cache.forget(likesOf(1));

    CompletableFuture<List<Long>> failed =
        cache.read(
            List.of(countOf(1)),
            asked -> {
              throw new IllegalStateException("planned");
            });

    assertThatThrownBy(failed::join).hasRootCauseMessage("planned");
    assertThat(cache.size()).isZero();
  }

  @Test
  void entriesAreBoundedAndTheOldestGoFirst() {
    for (int video = 0; video < ENTRIES_MAX + 3; video++) {
      becomesHot(video, video);
    }

    assertThat(cache.size()).isEqualTo(ENTRIES_MAX);
    assertThat(read(countOf(0))).isNotDone();
    assertThat(read(countOf(ENTRIES_MAX + 2))).isDone();
  }

  @Test
  void entriesThatAreTooOldGoWithTheNextReader() {
    becomesHot(1, 5);
    becomesHot(2, 5);
    time.advance(AGE_MAX.plusNanos(1));

    ask(countOf(3));

    assertThat(cache.size()).isZero();
  }

  @Test
  void recentlyAskedForgetsAndIsBounded() {
    RecentlyAsked asked = new RecentlyAsked(AGE_MAX.toNanos(), 4);
    TargetKind one = likesOf(1);

    assertThat(asked.again(one, 1_000_000_000L)).isFalse();
    assertThat(asked.again(one, 1_000_000_000L + AGE_MAX.toNanos())).isTrue();
    assertThat(asked.again(one, 1_000_000_001L + 2 * AGE_MAX.toNanos())).isFalse();
    for (int video = 100; video < 200; video++) {
      asked.again(likesOf(video), 1_000_000_001L + 2 * AGE_MAX.toNanos());
    }
    assertThat(asked.again(one, 1_000_000_001L + 2 * AGE_MAX.toNanos()))
        .as("a hundred others have taken its place")
        .isFalse();
  }
}
