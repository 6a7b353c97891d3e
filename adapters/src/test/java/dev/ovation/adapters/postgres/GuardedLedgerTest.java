package dev.ovation.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.adapters.guard.Breaker;
import dev.ovation.adapters.guard.Breaker.State;
import dev.ovation.adapters.guard.GuardedLedger;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.sim.SimTime;
import dev.ovation.engines.Await;
import dev.ovation.engines.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ledger behind its circuit breakers, on a server that is stopped and paused. The breakers'
 * time is moved by hand, so that they stay open for as long as the test looks at them.
 */
@Timeout(120)
final class GuardedLedgerTest {
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final LedgerQuery QUERY = new LedgerQuery(Samples.likesOf(1), null, true);
  private static final int CALLS = 10;
  private static final int LISTS_AT_ONCE = PostgresSettings.Bounds.USUAL.listSessionsMax();

  @TempDir static Path directory;
  private static PostgresServer server;

  private final SimTime breakerTime = new SimTime();
  private PostgresLedger postgres;
  private GuardedLedger ledger;

  @BeforeAll
  static void start() {
    server = TestPostgres.server(directory, List.of());
    server.start();
  }

  @AfterAll
  static void stop() {
    server.kill();
  }

  @BeforeEach
  void open() {
    PostgresSettings settings =
        PostgresSettings.of(TestPostgres.place(server), 1)
            .withDeadlines(
                new PostgresSettings.Deadlines(DEADLINE, DEADLINE, DEADLINE, DEADLINE, DEADLINE));
    postgres = PostgresLedger.open(settings, TimeSource.SYSTEM);
    ledger = new GuardedLedger(postgres, DEADLINE, DEADLINE, breakerTime);
    Commits.likes(ledger, 3);
  }

  @AfterEach
  void close() {
    server.resume();
    server.start();
    ledger.close();
  }

  private CompletableFuture<List<LedgerAnswer>> read() {
    return ledger.read(List.of(QUERY));
  }

  private boolean listWorks() {
    try {
      return ledger.targetRows(Samples.likesOf(1), null, Page.first(10)).size() == 3;
    } catch (OvationException e) {
      assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.LEDGER_UNAVAILABLE);
      return false;
    }
  }

  private Breaker reads() {
    return ledger.breakers().getFirst();
  }

  private Breaker lists() {
    return ledger.breakers().getLast();
  }

  /** So many calls at once, each of which waits for its deadline. */
  private void failUntilOpen() throws IOException {
    List<CompletableFuture<List<LedgerAnswer>>> failing =
        IntStream.range(0, CALLS).mapToObj(i -> read()).toList();
    // No more lists at once than there are sessions for; the others would be too many.
    Await.until(
        "lists fail until their breaker opens",
        PATIENCE,
        () -> {
          assertThat(atOnce(LISTS_AT_ONCE, this::listWorks)).containsOnly(false);
          return lists().state() == State.OPEN;
        });
    for (CompletableFuture<List<LedgerAnswer>> each : failing) {
      assertUnavailable(each);
    }
    assertThat(reads().state()).isEqualTo(State.OPEN);
    assertThat(lists().state()).isEqualTo(State.OPEN);
  }

  private static List<Boolean> atOnce(int times, BooleanSupplier call) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<Boolean>> calls =
          IntStream.range(0, times)
              .mapToObj(i -> CompletableFuture.supplyAsync(call::getAsBoolean, threads))
              .toList();
      return calls.stream().map(CompletableFuture::join).toList();
    }
  }

  private static void assertUnavailable(CompletableFuture<?> future) {
    assertThatThrownBy(future::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            OvationException.class,
            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.LEDGER_UNAVAILABLE));
  }

  /** Nobody waits for a deadline any more. */
  private void assertEverythingIsRefusedAtOnce() {
    CompletableFuture<List<LedgerAnswer>> read = read();
    assertThat(read).as("it is not even asked").isCompletedExceptionally();
    assertUnavailable(read);
    assertThatThrownBy(read::join).hasMessageContaining("circuit breaker ledger reads: open");
    assertThat(ledger.readCold(List.of(QUERY))).isCompletedExceptionally();
    assertThat(ledger.positions()).isCompletedExceptionally();
    long started = System.nanoTime();
    assertThatThrownBy(() -> ledger.targetRows(Samples.likesOf(1), null, Page.first(10)))
        .hasMessageContaining("circuit breaker ledger lists: open");
    assertThatThrownBy(() -> ledger.transactDirectly(0, transaction -> transaction.position()))
        .hasMessageContaining("circuit breaker ledger reads: open");
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(DEADLINE.dividedBy(2));
    assertThat(ledger.check().circuit()).isEqualTo("open");
    assertThat(ledger.check().detail()).contains("open, tried again in");
  }

  private void assertItClosesByItself() throws IOException {
    Await.until("reads work", PATIENCE, () -> afterAPause(this::readWorks));
    Await.until("lists work", PATIENCE, () -> afterAPause(this::listWorks));
    assertThat(reads().state()).isEqualTo(State.CLOSED);
    assertThat(lists().state()).isEqualTo(State.CLOSED);
    assertThat(ledger.check().circuit()).isEqualTo("closed");
  }

  private boolean afterAPause(BooleanSupplier call) {
    breakerTime.advance(Duration.ofSeconds(10));
    return call.getAsBoolean();
  }

  private boolean readWorks() {
    return read().handle((answers, failure) -> failure == null).join();
  }

  @Test
  void aStoppedServerIsNotWaitedForAgainAndAgain() throws IOException {
    server.stop();
    failUntilOpen();

    assertEverythingIsRefusedAtOnce();

    server.start();
    assertItClosesByItself();
  }

  @Test
  void aServerThatSaysNothingIsNotWaitedForAgainAndAgain() throws IOException {
    assertThat(read().join().getFirst().counts()).isNotNull();
    server.pause();
    failUntilOpen();

    assertEverythingIsRefusedAtOnce();

    server.resume();
    assertItClosesByItself();
  }

  @Test
  void aTransactionThatWorksEndsAPauseThatHadBecomeLong() throws IOException {
    server.stop();
    failUntilOpen();
    for (int tries = 0; tries < 5; tries++) {
      assertThat(afterAPause(this::readWorks)).isFalse();
      assertThat(listWorks()).isFalse();
    }
    server.start();
    breakerTime.advance(Breaker.Settings.of(DEADLINE).pauseMin());

    // Its connections were cut: what is shown is the breakers', not how long a pool takes.
    Await.until("the server is reached again", PATIENCE, this::serverIsReached);
    assertThat(readWorks()).as("within the long pause").isFalse();

    assertThat(ledger.nowMillis()).isPositive();
    assertThat(readWorks()).isTrue();
    assertThat(listWorks()).isTrue();
    assertThat(ledger.check().circuit()).isEqualTo("closed");
  }

  private boolean serverIsReached() {
    try {
      postgres.read(List.of(QUERY)).join();
      return postgres.targetRows(Samples.likesOf(1), null, Page.first(10)).size() == 3
          && postgres.nowMillis() > 0;
    } catch (CompletionException | OvationException e) {
      assertThat(OvationException.causeOf(e))
          .isInstanceOfSatisfying(
              OvationException.class,
              known -> assertThat(known.code()).isEqualTo(ErrorCode.LEDGER_UNAVAILABLE));
      return false;
    }
  }
}
