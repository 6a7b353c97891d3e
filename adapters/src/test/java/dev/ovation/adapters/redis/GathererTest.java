package dev.ovation.adapters.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GathererTest {
  private static final int WAITING_MAX = 200;

  /** A script that was sent: what it asks, and what answers it. */
  private record Sent(List<Integer> questions, CompletableFuture<List<String>> answers) {
    void answer() {
      answers.complete(questions.stream().map(question -> "answer " + question).toList());
    }
  }

  private final List<Sent> sent = new ArrayList<>();
  private final Bound bound = new Bound(WAITING_MAX);
  private final Gatherer<Integer, String> gatherer =
      new Gatherer<>(
          questions -> {
            sent.add(new Sent(questions, new CompletableFuture<>()));
            return sent.getLast().answers();
          },
          question -> 1,
          bound);

  private List<CompletableFuture<String>> ask(int from, int to) {
    return IntStream.range(from, to).mapToObj(gatherer::ask).toList();
  }

  @Test
  void anIdleSlotIsAskedAtOnceAndWhatComesMeanwhileGoesTogether() {
    CompletableFuture<String> first = gatherer.ask(1);
    List<CompletableFuture<String>> others = ask(2, 5);
    assertThat(sent).extracting(Sent::questions).containsExactly(List.of(1));

    sent.getFirst().answer();
    assertThat(first).isCompletedWithValue("answer 1");
    assertThat(sent).extracting(Sent::questions).containsExactly(List.of(1), List.of(2, 3, 4));
    assertThat(others).noneMatch(CompletableFuture::isDone);

    sent.getLast().answer();
    assertThat(others)
        .extracting(CompletableFuture::join)
        .containsExactly("answer 2", "answer 3", "answer 4");
    ask(5, 6);
    assertThat(sent.getLast().questions()).as("idle again").containsExactly(5);
  }

  @Test
  void aScriptHoldsNoMoreThanItMayWeigh() {
    ask(0, 150);
    sent.get(0).answer();
    sent.get(1).answer();
    sent.get(2).answer();
    assertThat(sent).extracting(s -> s.questions().size()).containsExactly(1, 64, 64, 21);
  }

  @Test
  void whoWaitsBehindAScriptThatFailsFailsWithItAndTheNextStartsAnew() {
    List<CompletableFuture<String>> asked = ask(0, 3);
    sent.getFirst()
        .answers()
        .completeExceptionally(new OvationException(ErrorCode.HOT_STORE_UNAVAILABLE, "silent"));

    assertThat(asked)
        .allSatisfy(
            answer ->
                assertThatThrownBy(answer::join)
                    .hasCauseInstanceOf(OvationException.class)
                    .hasMessageContaining("silent"));
    assertThat(sent).hasSize(1);
    CompletableFuture<String> next = gatherer.ask(9);
    sent.getLast().answer();
    assertThat(next).isCompletedWithValue("answer 9");
  }

  @Test
  void whatWaitsIsBoundedAndLeavesTheBoundWithItsScript() {
    CompletableFuture<String> first = gatherer.ask(0);
    ask(1, 1 + WAITING_MAX);
    assertThatThrownBy(gatherer.ask(-1)::join).hasMessageContaining("wait for Redis already");

    for (int i = 0; i < sent.size(); i++) {
      sent.get(i).answer();
    }
    assertThat(first).isDone();
    assertThat(sent.stream().mapToInt(s -> s.questions().size()).sum()).isEqualTo(1 + WAITING_MAX);
    bound.close(Duration.ZERO);
    assertThat(bound.enter()).as("closed, and nothing waits").isNotNull();
  }
}
