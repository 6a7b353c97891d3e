package dev.ovation.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.RejectedException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.SweepLedger.Recount;
import dev.ovation.core.port.SweepLedger.Sum;
import dev.ovation.core.port.TimeSource;
import dev.ovation.engines.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that is killed, stopped, paused, and that hangs up; on a server of this test's own. */
@Timeout(120)
final class LedgerFaultTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration DEADLINE = Duration.ofSeconds(1);
  // A deadline, a second more for a server that says nothing, and a slow machine.
  private static final Duration AT_THE_LATEST = Duration.ofSeconds(10);
  private static final LedgerQuery QUERY = new LedgerQuery(Samples.likesOf(1), null, true);

  @TempDir static Path directory;
  private static PostgresServer server;

  private PostgresSettings.Server place;
  private PostgresLedger ledger;

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
    place = TestPostgres.place(server);
    PostgresSettings settings =
        PostgresSettings.of(place, 1)
            .withDeadlines(
                new PostgresSettings.Deadlines(DEADLINE, DEADLINE, DEADLINE, DEADLINE, DEADLINE));
    ledger = PostgresLedger.open(settings, TimeSource.SYSTEM);
  }

  @AfterEach
  void close() {
    server.resume();
    server.start();
    ledger.close();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  private static void assertUnavailableSoon(ThrowingCallable call) {
    long started = System.nanoTime();
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            OvationException.class,
            e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.LEDGER_UNAVAILABLE));
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(AT_THE_LATEST);
  }

  private Counts counts() {
    return Objects.requireNonNull(ledger.read(List.of(QUERY)).join().getFirst().counts());
  }

  /** Every call of the ledger fails in time, and those that return a future return at once. */
  private void assertEverythingIsUnavailableSoon() {
    List<CompletableFuture<List<LedgerAnswer>>> reads = new ArrayList<>();
    long started = System.nanoTime();
    for (int i = 0; i < 3_000; i++) {
      reads.add(ledger.read(List.of(QUERY)));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(DEADLINE);
    for (CompletableFuture<List<LedgerAnswer>> read : reads) {
      assertUnavailableSoon(() -> rethrow(read));
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(AT_THE_LATEST);
    assertUnavailableSoon(() -> Commits.likes(ledger, 1));
    assertUnavailableSoon(() -> ledger.targetRows(Samples.likesOf(1), null, Page.first(1)));
    assertUnavailableSoon(() -> ledger.position(0));
    assertThat(ledger.check().state()).isEqualTo(State.DOWN);
    assertThat(ledger.check().detail()).contains("127.0.0.1").contains("tried again by itself");
  }

  private static void rethrow(CompletableFuture<?> future) throws Throwable {
    try {
      future.get(AT_THE_LATEST.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  private LedgerPosition writeDirectly(Runnable beforeTheCommit) {
    return ledger.transactDirectly(
        0,
        transaction -> {
          LedgerPosition after = new LedgerPosition(1, 0, 1);
          transaction.write(new Changes(after, List.of(), List.of(), List.of(), List.of()));
          beforeTheCommit.run();
          return after;
        });
  }

  @Test
  void aDirectWriteTellsACertainFailureFromAnUnknownOne() {
    assertThatThrownBy(() -> writeDirectly(server::kill))
        .isInstanceOfSatisfying(
            OvationException.class,
            e -> assertThat(e.code()).as("the commit").isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
    assertUnavailableSoon(() -> writeDirectly(() -> {}));

    server.start();
    await("health is up", () -> ledger.check().state() == State.UP);
    assertThat(ledger.position(0).n()).as("it was killed before").isZero();
    assertThat(writeDirectly(() -> {}).n()).isEqualTo(1);
  }

  @Test
  void aRowThatTheServerRefusesIsNoFailureOfTheServer() throws Exception {
    TestPostgres.execute(
        place,
        """
        CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'not this one'; END $$;
        CREATE TRIGGER refuse BEFORE INSERT ON interaction
          FOR EACH ROW EXECUTE FUNCTION refuse()""");

    assertThatThrownBy(() -> Commits.likes(ledger, 1))
        .isInstanceOf(RejectedException.class)
        .hasMessageContaining("not this one");
    assertThat(ledger.check().state()).isEqualTo(State.UP);
  }

  @Test
  void aStoppedServerIsToldInTimeAndFoundAgain() {
    Commits.likes(ledger, 3);
    server.stop();

    // Health tells of it though nobody asks for anything.
    await("health is down", () -> ledger.check().state() == State.DOWN);
    assertEverythingIsUnavailableSoon();

    server.start();
    await("health is up", () -> ledger.check().state() == State.UP);
    assertThat(Commits.likes(ledger, 1).n()).isEqualTo(2);
    assertThat(counts().get("like")).isEqualTo(4);
  }

  @Test
  void aServerThatSaysNothingIsToldInTimeAndFoundAgain() {
    Commits.likes(ledger, 3);
    assertThat(counts().get("like")).isEqualTo(3);
    server.pause();

    assertEverythingIsUnavailableSoon();

    server.resume();
    await("health is up", () -> ledger.check().state() == State.UP);
    assertThat(counts().get("like")).isEqualTo(3);
    // The server may still be busy with what it was asked before it was paused.
    await("a commit works", this::commits);
    assertThat(counts().get("like")).isEqualTo(ledger.position(0).h());
  }

  private boolean commits() {
    try {
      Commits.likes(ledger, 1);
      return true;
    } catch (OvationException e) {
      assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.LEDGER_UNAVAILABLE);
      return false;
    }
  }

  @Test
  void readsOutliveConnectionsThatAreCut() throws Exception {
    Commits.likes(ledger, 3);
    for (int round = 0; round < 5; round++) {
      assertThat(counts().get("like")).isEqualTo(3);
      TestPostgres.execute(
          place,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name LIKE 'ovation %'");

      assertThat(counts().get("like")).as("round %d", round).isEqualTo(3);
    }
    await("a commit works", this::commits);
    assertThat(counts().get("like")).isEqualTo(4);
  }

  @Test
  void aKillInTheMiddleOfBatchesLeavesWholeCommits() throws Exception {
    AtomicLong acknowledged = new AtomicLong();
    AtomicBoolean over = new AtomicBoolean();
    CompletableFuture<Void> writer = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                write(acknowledged, over);
                writer.complete(null);
              } catch (Throwable t) {
                writer.completeExceptionally(t);
              }
            });
    for (int round = 0; round < 2; round++) {
      long before = acknowledged.get();
      await("commits go on", () -> acknowledged.get() >= before + 10 || writer.isDone());
      server.kill();
      server.start();
    }
    long before = acknowledged.get();
    await("commits go on", () -> acknowledged.get() > before || writer.isDone());
    over.set(true);
    writer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);

    assertWhole(ledger.position(0), acknowledged.get());
  }

  /** Commits of 500 rows, each on top of what the ledger says it holds. */
  private void write(AtomicLong acknowledged, AtomicBoolean over) {
    while (!over.get()) {
      try {
        acknowledged.set(Commits.likes(ledger, 500).n());
      } catch (OvationException e) {
        assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.LEDGER_UNAVAILABLE);
      }
    }
  }

  private void assertWhole(LedgerPosition position, long acknowledged) throws Exception {
    assertThat(position.n()).isEqualTo(acknowledged);
    assertThat(position.h()).isEqualTo(500 * acknowledged);
    assertThat(counts().get("like")).isEqualTo(position.h());
    assertThat(ledger.explain(Samples.video(1)).counts())
        .singleElement()
        .satisfies(count -> assertThat(count.counted()).isEqualTo(position.h()));
    RowDigest sum = RowDigest.ZERO;
    for (long offset = 1; offset <= position.h(); offset++) {
      long n = (offset + 499) / 500;
      sum = sum.xor(RowDigest.of(Commits.like(offset), Commits.row(offset, n)));
    }
    Recount recount = ledger.sweep().recount(List.of(Samples.likesOf(1))).getFirst();
    assertThat(recount.stored()).isEqualTo(Map.of("like", new Sum(position.h(), sum)));
    assertThat(recount.agrees()).isTrue();
  }
}
