package dev.ovation.app.operation;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.adapters.sqlite.DataDirectory;
import dev.ovation.adapters.sqlite.LedgerSettings;
import dev.ovation.adapters.sqlite.SqliteLedger;
import dev.ovation.app.operation.OperationDesk.Wish;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.port.Operation.Request;
import dev.ovation.core.port.Operation.State;
import dev.ovation.core.port.OperationsLedger;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner over a real ledger, with work that goes on when it is let. */
final class OperationRunnerTest {
  private static final Request COUNT = new Request("count", "", Map.of(), "test");
  private static final long TOTAL = 5;

  @TempDir private Path folder;

  /** A slice takes one. */
  private final Semaphore allowed = new Semaphore(0);

  /** Failures that the next slices meet. */
  private final ConcurrentLinkedQueue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

  /** Failures that the next runs meet as they begin. */
  private final ConcurrentLinkedQueue<RuntimeException> beginnings = new ConcurrentLinkedQueue<>();

  /** What was told of an operation when its run closed what it held. */
  private final ConcurrentLinkedQueue<State> whenClosed = new ConcurrentLinkedQueue<>();

  private final List<AutoCloseable> open = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private OperationsLedger operations;

  @BeforeEach
  void openLedger() {
    DataDirectory directory = DataDirectory.open(folder);
    SqliteLedger ledger = SqliteLedger.open(directory, LedgerSettings.defaults());
    operations = ledger.operations();
    open.add(directory);
    open.add(ledger);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
  }

  private final class Counting implements OperationKind {
    @Override
    public String name() {
      return "count";
    }

    @Override
    public Run begin(Operation operation) {
      RuntimeException begins = beginnings.poll();
      if (begins != null) {
        throw begins;
      }
      return new Run() {
        @Override
        public Slice next(Progress from) throws InterruptedException {
          allowed.acquire();
          RuntimeException failure = failures.poll();
          if (failure != null) {
            throw failure;
          }
          Progress next = from.at(from.done() + 1, TOTAL, "at " + (from.done() + 1));
          return new Slice(next, next.done() == TOTAL, "counted " + next.done());
        }

        @Override
        public void close() {
          whenClosed.add(requireNonNull(operations.find(operation.id())).state());
        }
      };
    }
  }

  private OperationRunner runner(Turn.Giver turns) {
    OperationRunner runner =
        new OperationRunner(operations, turns, TimeSource.SYSTEM, List.of(new Counting()));
    open.add(runner);
    return runner;
  }

  private Operation await(long id, Predicate<Operation> reached) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (true) {
      Operation now = requireNonNull(operations.find(id));
      if (reached.test(now)) {
        return now;
      }
      assertThat(System.nanoTime() - deadline).as("%s", now).isNegative();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void workIsDoneSliceBySlice() throws Exception {
    allowed.release(100);
    long id = runner(name -> Turn.always()).begin(COUNT).id();
    Operation done = await(id, operation -> operation.state() == State.DONE);
    assertThat(done.progress().done()).isEqualTo(TOTAL);
    assertThat(done.detail()).isEqualTo("counted 5");
    assertThat(done.endedMillis()).isPositive();
    assertThat(whenClosed)
        .as("what a run held is free before it is told as done")
        .containsExactly(State.RUNNING);
  }

  @Test
  void whatCannotBeginYetBeginsAtALaterLook() throws Exception {
    beginnings.add(new OvationException(ErrorCode.NOT_READY, "somebody else has it open"));
    allowed.release(100);
    OperationRunner runner = runner(name -> Turn.always());
    long id = runner.begin(COUNT).id();
    awaitQuiet(runner, id);
    assertThat(requireNonNull(operations.find(id)).state()).isEqualTo(State.RUNNING);
    runner.look();
    assertThat(await(id, o -> o.state() == State.DONE).progress().done()).isEqualTo(TOTAL);
  }

  @Test
  void whatIsPausedGoesOnWhereItWasOnceItIsResumed() throws Exception {
    OperationRunner runner = runner(name -> Turn.always());
    OperationDesk desk = OperationDesk.of(operations, runner, TimeSource.SYSTEM);
    allowed.release(2);
    long id = runner.begin(COUNT).id();
    await(id, operation -> operation.progress().done() == 2);
    assertThat(requireNonNull(desk.ask(id, Wish.PAUSE)).state()).isEqualTo(State.PAUSED);
    allowed.release(1);
    // The slice that was under way is not noted, and the run is over.
    awaitQuiet(runner, id);
    assertThat(requireNonNull(operations.find(id)).progress().done()).isEqualTo(2);
    allowed.release(100);
    desk.ask(id, Wish.RESUME);
    assertThat(await(id, o -> o.state() == State.DONE).progress().done()).isEqualTo(TOTAL);
  }

  /** A runner that works on nothing any more takes a resumed operation up. */
  private static void awaitQuiet(OperationRunner runner, long id) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (runner.isWorkingOn(id)) {
      assertThat(System.nanoTime() - deadline).isNegative();
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void whatIsGivenUpIsNotTakenUpAgain() throws Exception {
    OperationRunner runner = runner(name -> Turn.always());
    OperationDesk desk = OperationDesk.of(operations, runner, TimeSource.SYSTEM);
    long id = runner.begin(COUNT).id();
    assertThat(requireNonNull(desk.ask(id, Wish.CANCEL)).state()).isEqualTo(State.CANCELLED);
    allowed.release(100);
    awaitQuiet(runner, id);
    runner.look();
    assertThat(runner.isWorkingOn(id)).isFalse();
    assertThat(requireNonNull(desk.ask(id, Wish.RESUME)).state()).isEqualTo(State.CANCELLED);
  }

  @Test
  void anotherRunnerGoesOnWhereOneWasClosed() throws Exception {
    OperationRunner first = runner(name -> Turn.always());
    allowed.release(3);
    long id = first.begin(COUNT).id();
    await(id, operation -> operation.progress().done() == 3);
    first.close();
    OperationRunner second = runner(name -> Turn.always());
    allowed.release(100);
    second.look();
    assertThat(await(id, o -> o.state() == State.DONE).progress().done()).isEqualTo(TOTAL);
  }

  @Test
  void aNodeThatHasNoTurnWorksOnNothing() throws Exception {
    OperationRunner idle = runner(name -> (@Nullable Turn) null);
    allowed.release(100);
    long id = idle.begin(COUNT).id();
    awaitQuiet(idle, id);
    assertThat(requireNonNull(operations.find(id)).progress()).isEqualTo(Progress.START);
    runner(name -> Turn.always()).look();
    await(id, operation -> operation.state() == State.DONE);
  }

  @Test
  void whatAnotherTryMayHealIsTriedAgain() throws Exception {
    failures.add(new OvationException(ErrorCode.LEDGER_UNAVAILABLE, "away for a moment"));
    failures.add(new OvationException(ErrorCode.OVERLOADED, "too much"));
    allowed.release(100);
    long id = runner(name -> Turn.always()).begin(COUNT).id();
    await(id, operation -> operation.state() == State.DONE);
  }

  @Test
  void whatCannotBeFinishedFailsAndSaysWhy() throws Exception {
    allowed.release(100);
    failures.add(new OperationFailedException("there is no room: make some"));
    OperationRunner runner = runner(name -> Turn.always());
    long id = runner.begin(COUNT).id();
    Operation failed = await(id, operation -> operation.state() == State.FAILED);
    assertThat(failed.detail()).isEqualTo("there is no room: make some");
    failures.add(new IllegalStateException("broken"));
    long other = runner.begin(COUNT).id();
    assertThat(await(other, o -> o.state() == State.FAILED).detail()).contains("broken");
  }
}
