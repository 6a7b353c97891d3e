package dev.ovation.adapters.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.adapters.guard.Breaker.State;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.sim.SimTime;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final Duration SLOW = Duration.ofSeconds(1);
  private static final Duration PAUSE_MIN = Duration.ofMillis(250);
  private static final int CALLS_MIN = 5;

  private final SimTime time = new SimTime();
  private final Breaker breaker =
      new Breaker(
          "ledger reads",
          ErrorCode.LEDGER_UNAVAILABLE,
          new Breaker.Settings(10, CALLS_MIN, SLOW, PAUSE_MIN, Duration.ofSeconds(4)),
          time);
  private final AtomicInteger calls = new AtomicInteger();

  BreakerTest() {
    time.advance(Duration.ofSeconds(1));
  }

  private CompletableFuture<String> works() {
    return breaker.call(() -> answer(CompletableFuture.completedFuture("well")));
  }

  private void fails(ErrorCode code) {
    OvationException failure = new OvationException(code, "planned");
    // As futures hand failures on.
    var _ =
        breaker.call(
            () -> answer(CompletableFuture.failedFuture(new CompletionException(failure))));
  }

  private <T> CompletableFuture<T> answer(CompletableFuture<T> answer) {
    calls.incrementAndGet();
    return answer;
  }

  private void opens() {
    for (int i = 0; i < CALLS_MIN; i++) {
      fails(ErrorCode.LEDGER_UNAVAILABLE);
    }
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    calls.set(0);
  }

  /** More than the pause may be with its jitter. */
  private void afterPause(int tries) {
    time.advance(PAUSE_MIN.multipliedBy(1L << tries).multipliedBy(7).dividedBy(5));
  }

  @Test
  void itRefusesAtOnceOnceHalfOfTheCallsHaveFailed() {
    for (int i = 0; i < CALLS_MIN - 1; i++) {
      assertThat(works()).isCompleted();
    }
    for (int i = 0; i < CALLS_MIN - 1; i++) {
      assertThat(breaker.state()).isEqualTo(State.CLOSED);
      fails(ErrorCode.LEDGER_UNAVAILABLE);
    }
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    calls.set(0);

    CompletableFuture<String> refused = works();
    assertThat(refused).isCompletedExceptionally();
    assertThatThrownBy(refused::join)
        .cause()
        .hasMessageContaining("circuit breaker ledger reads: open, tried again in 0.")
        .isInstanceOfSatisfying(
            OvationException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_UNAVAILABLE));
    assertThatThrownBy(() -> breaker.callNow(() -> "well")).isInstanceOf(OvationException.class);
    assertThatThrownBy(breaker::refuseWhileOpen).isInstanceOf(OvationException.class);
    assertThat(calls).as("nothing was asked").hasValue(0);
  }

  @Test
  void afterAPauseOneCallIsLetThroughAndClosesItWhenItWorks() {
    opens();
    afterPause(0);
    assertThat(breaker.described())
        .isEqualTo("ledger reads: open, the next call is let through to see");
    breaker.refuseWhileOpen();

    CompletableFuture<String> probe = new CompletableFuture<>();
    CompletableFuture<String> told = breaker.call(() -> answer(probe));
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(works()).as("a second call meanwhile").isCompletedExceptionally();
    probe.complete("well");

    assertThat(told).isCompletedWithValue("well");
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    assertThat(works()).isCompletedWithValue("well");
  }

  @Test
  void aProbeThatFailsMakesThePauseLonger() {
    opens();
    afterPause(0);
    fails(ErrorCode.LEDGER_UNAVAILABLE);
    assertThat(calls).hasValue(1);

    // Longer than the first pause was, shorter than the second is.
    time.advance(PAUSE_MIN.multipliedBy(13).dividedBy(10));
    assertThat(works()).isCompletedExceptionally();
    assertThat(calls).hasValue(1);
    afterPause(1);
    assertThat(works()).isCompletedWithValue("well");
  }

  @Test
  void whatWorksBesideItEndsALongPause() {
    opens();
    for (int tries = 0; tries < 3; tries++) {
      afterPause(tries);
      fails(ErrorCode.LEDGER_UNAVAILABLE);
    }
    assertThat(works()).as("before the shortest pause is over").isCompletedExceptionally();
    breaker.worksBeside();
    assertThat(breaker.state()).isEqualTo(State.OPEN);

    time.advance(PAUSE_MIN);
    assertThat(works()).as("within the long pause").isCompletedExceptionally();
    breaker.worksBeside();
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    breaker.refuseWhileOpen();
    assertThat(works()).isCompletedWithValue("well");
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void whatWorksBesideItChangesNothingWhileItIsClosed() {
    breaker.worksBeside();

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    opens();
  }

  @Test
  void whatSaysNothingOfTheDependencyDoesNotCount() {
    for (ErrorCode code : ErrorCode.values()) {
      if (code != ErrorCode.LEDGER_UNAVAILABLE) {
        for (int i = 0; i < 2 * CALLS_MIN; i++) {
          fails(code);
        }
      }
    }

    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void aProbeThatSaysNothingLeavesTheQuestionOpen() {
    opens();
    afterPause(0);
    fails(ErrorCode.OVERLOADED);

    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(works()).isCompletedWithValue("well");
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void slowCallsCountLikeFailures() {
    for (int i = 0; i < CALLS_MIN; i++) {
      CompletableFuture<String> slow = new CompletableFuture<>();
      var _ = breaker.call(() -> slow);
      time.advance(SLOW.plusMillis(1));
      slow.complete("at last");
    }

    assertThat(breaker.state()).isEqualTo(State.OPEN);
  }

  @Test
  void aCallThatBlocksCountsTheSame() {
    for (int i = 0; i < CALLS_MIN; i++) {
      assertThatThrownBy(
              () ->
                  breaker.callNow(
                      () -> {
                        throw new OvationException(ErrorCode.LEDGER_UNAVAILABLE, "planned");
                      }))
          .hasMessage("planned");
    }
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    afterPause(0);

    assertThat(breaker.callNow(() -> "well")).isEqualTo("well");
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void statesAreToldInTheWordsOfHealth() {
    assertThat(State.values())
        .extracting(State::text)
        .containsExactly("closed", "half-open", "open");
  }
}
