package dev.ovation.adapters.guard;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.IllegalStateTransitionException;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses calls to a dependency at once while it fails, and lets single calls through, later and
 * later, to find out whether it is back. It opens when half of the last calls failed or were slow,
 * and closes with the first call that works.
 *
 * <p>Only what shows that the dependency can't be used counts as a failure: one error code. What
 * callers did wrong, and what was refused for being too much, says nothing about it.
 *
 * <p>Thread-safe; does not block.
 */
public final class Breaker {
  private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);
  private static final float PERCENT = 50;
  private static final double LONGER = 2;
  private static final double JITTER = 0.3;

  private final String name;
  private final ErrorCode counted;
  private final TimeSource time;
  private final CircuitBreaker circuit;
  private final long pauseMinNanos;
  private volatile long openedNanos;
  private volatile long triedAgainNanos;

  /** Whether calls are let through. Ordered from good to bad. */
  public enum State {
    CLOSED(0),
    /** One call is let through to see. */
    HALF_OPEN(1),
    OPEN(2);

    private final int level;

    State(int level) {
      this.level = level;
    }

    /** For a gauge: 0 closed, 1 half-open, 2 open. */
    public int level() {
      return level;
    }

    /** The form that health tells, for example {@code half-open}. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * When it opens, and for how long.
   *
   * @param window how many of the last calls are looked at
   * @param callsMin how many there must be before it may open
   * @param slow a call that takes longer counts like a failure
   * @param pauseMin how long it stays open at first; twice as long after each try that failed
   * @param pauseMax and at the longest; both give or take a third, so that nodes don't try together
   */
  public record Settings(
      int window, int callsMin, Duration slow, Duration pauseMin, Duration pauseMax) {

    /** What suits calls that fail after a deadline by themselves. */
    public static Settings of(Duration deadline) {
      return new Settings(
          20, 5, deadline.dividedBy(2), Duration.ofMillis(250), Duration.ofSeconds(4));
    }
  }

  /**
   * @param name for people, for example {@code ledger reads}
   * @param counted the code of failures that count, and of refusals
   */
  public Breaker(String name, ErrorCode counted, Settings settings, TimeSource time) {
    this.name = name;
    this.counted = counted;
    this.time = time;
    this.pauseMinNanos = settings.pauseMin().toNanos();
    IntervalFunction pauses =
        IntervalFunction.ofExponentialRandomBackoff(
            settings.pauseMin(), LONGER, JITTER, settings.pauseMax());
    this.circuit =
        CircuitBreaker.of(
            name,
            CircuitBreakerConfig.custom()
                .clock(new MonotonicClock(time))
                .currentTimestampFunction(clock -> time.nanos(), TimeUnit.NANOSECONDS)
                .slidingWindow(
                    settings.window(), settings.callsMin(), SlidingWindowType.COUNT_BASED)
                .failureRateThreshold(PERCENT)
                .slowCallDurationThreshold(settings.slow())
                .slowCallRateThreshold(PERCENT)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitIntervalFunctionInOpenState(attempt -> opening(pauses.apply(attempt)))
                .build());
    circuit
        .getEventPublisher()
        .onStateTransition(event -> LOG.warn("circuit breaker: {}", described()));
  }

  private long opening(long pauseMillis) {
    openedNanos = time.nanos();
    triedAgainNanos = openedNanos + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    return pauseMillis;
  }

  /** Makes a call, or fails at once with the code that this was made with. */
  public <T> CompletableFuture<T> call(Supplier<CompletableFuture<T>> call) {
    if (!circuit.tryAcquirePermission()) {
      return CompletableFuture.failedFuture(refusal());
    }
    long started = time.nanos();
    CompletableFuture<T> answer;
    try {
      answer = call.get();
    } catch (RuntimeException e) {
      ended(started, e);
      throw e;
    }
    return answer.whenComplete((value, failure) -> ended(started, failure));
  }

  /**
   * The same for a call that blocks.
   *
   * @throws OvationException with the code that this was made with, when it is refused
   */
  public <T extends @Nullable Object> T callNow(Supplier<T> call) {
    if (!circuit.tryAcquirePermission()) {
      throw refusal();
    }
    long started = time.nanos();
    T answer;
    try {
      answer = call.get();
    } catch (RuntimeException e) {
      ended(started, e);
      throw e;
    }
    ended(started, null);
    return answer;
  }

  /**
   * For calls that should not be the ones to try whether the dependency is back, and whose failures
   * say little.
   *
   * @throws OvationException while it is open
   */
  public void refuseWhileOpen() {
    if (circuit.getState() == CircuitBreaker.State.OPEN && time.nanos() - triedAgainNanos < 0) {
      throw refusal();
    }
  }

  /**
   * Told that the dependency did something else just now, beside the calls that go through here:
   * after a long outage the pause is long, and need not be waited for once it is known to be back.
   * The next call is let through to see; none is, before the shortest pause is over, so that a
   * dependency of which only these calls fail is not asked again and again.
   */
  public void worksBeside() {
    if (circuit.getState() == CircuitBreaker.State.OPEN
        && time.nanos() - openedNanos >= pauseMinNanos) {
      triedAgainNanos = time.nanos();
      halfOpen();
    }
  }

  private void halfOpen() {
    try {
      circuit.transitionToHalfOpenState();
    } catch (IllegalStateTransitionException e) {
      LOG.debug("{} left the open state by itself meanwhile", name, e);
    }
  }

  private void ended(long startedNanos, @Nullable Throwable failure) {
    long nanos = time.nanos() - startedNanos;
    if (failure == null) {
      circuit.onSuccess(nanos, TimeUnit.NANOSECONDS);
    } else if (code(failure) == counted) {
      circuit.onError(nanos, TimeUnit.NANOSECONDS, failure);
    } else {
      circuit.releasePermission();
    }
  }

  private static @Nullable ErrorCode code(Throwable failure) {
    return OvationException.causeOf(failure) instanceof OvationException known
        ? known.code()
        : null;
  }

  public State state() {
    return switch (circuit.getState()) {
      case OPEN, FORCED_OPEN -> State.OPEN;
      case HALF_OPEN -> State.HALF_OPEN;
      case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
    };
  }

  public String name() {
    return name;
  }

  /** How it is, in words, for example "ledger reads: open, tried again in 0.3 s". */
  public String described() {
    return switch (state()) {
      case CLOSED -> name + ": closed";
      case HALF_OPEN -> name + ": half-open, one call is let through to see whether it works again";
      case OPEN -> name + ": open, " + triedAgain();
    };
  }

  private String triedAgain() {
    long left = triedAgainNanos - time.nanos();
    return left > 0
        ? String.format(Locale.ROOT, "tried again in %.1f s", Math.ceil(left / 1e8) / 10)
        : "the next call is let through to see";
  }

  private OvationException refusal() {
    return new OvationException(
        counted, "not asked, because calls before failed; circuit breaker " + described());
  }
}
