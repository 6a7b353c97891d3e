package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;

/** What the log tells and does when a commit fails, the file is full, or too much waits. */
@Timeout(60)
final class LogFaultTest {
  @TempDir Path path;
  private DataDirectory directory;
  private final AtomicReference<LogFile.Commit> commit = new AtomicReference<>(Session::commit);

  @BeforeEach
  void lock() {
    directory = DataDirectory.open(path);
  }

  @AfterEach
  void release() {
    directory.close();
  }

  private SqliteEventLog open(LogSettings settings) {
    return SqliteEventLog.open(
        directory,
        settings,
        LogObserver.NONE,
        TimeSource.SYSTEM,
        session -> commit.get().run(session));
  }

  private static Outcome append(SqliteEventLog log, int number) {
    return Outcome.append(log, Samples.set(Samples.like(number, "u1"), "like", number));
  }

  private static SQLException ioError() {
    return new SQLException(
        "fsync failed, on purpose", null, SQLiteErrorCode.SQLITE_IOERR_FSYNC.code);
  }

  private static void eventually(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void aCommitThatFailedButIsInTheFileIsToldDurable() {
    try (SqliteEventLog log = open(LogSettings.defaults())) {
      assertThat(append(log, 1).offset()).isEqualTo(1);
      commit.set(
          session -> {
            commit.set(Session::commit);
            session.commit();
            throw ioError();
          });

      assertThat(append(log, 2).offset()).isEqualTo(2);
      assertThat(append(log, 3).offset()).isEqualTo(3);
      assertThat(log.check().state()).isEqualTo(State.UP);
    }
  }

  @Test
  void aCommitThatFailedAndIsNotInTheFileIsToldFailedForCertain() {
    try (SqliteEventLog log = open(LogSettings.defaults())) {
      assertThat(append(log, 1).offset()).isEqualTo(1);
      commit.set(
          session -> {
            commit.set(Session::commit);
            throw ioError();
          });

      assertThat(append(log, 2).failure()).isEqualTo(ErrorCode.LOG_UNAVAILABLE);
      assertThat(append(log, 3).offset()).isEqualTo(2);
      assertThat(log.read(0, 0, 10)).extracting(LogRecord::offset).containsExactly(1L, 2L);
    }
  }

  @Test
  void anOutcomeThatCannotBeFoundOutIsUnknownAndTheLogHealsByItself() {
    try (SqliteEventLog log = open(LogSettings.defaults())) {
      assertThat(append(log, 1).offset()).isEqualTo(1);
      commit.set(
          session -> {
            throw ioError();
          });

      assertThat(append(log, 2).failure()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
      assertThat(log.check().state()).isEqualTo(State.DOWN);
      assertThat(log.check().detail()).contains("fsync failed, on purpose");
      assertThat(append(log, 3).failure()).isEqualTo(ErrorCode.LOG_UNAVAILABLE);
      assertThat(log.read(0, 0, 10)).hasSize(1);

      commit.set(Session::commit);
      eventually(() -> log.check().state() == State.UP);
      assertThat(append(log, 4).offset()).isEqualTo(2);
    }
    try (SqliteEventLog log = open(LogSettings.defaults())) {
      assertThat(log.end(0)).isEqualTo(2);
    }
  }

  @Test
  void aFullFileRefusesForCertainAndGoesOnWhenThereIsRoom() {
    List<Long> durable = new ArrayList<>();
    try (SqliteEventLog log = open(LogSettings.defaults().withFileBytesMax(100 << 10))) {
      ErrorCode failure = null;
      for (int i = 1; failure == null; i++) {
        Outcome outcome = append(log, i);
        failure = outcome.failure();
        if (failure == null) {
          durable.add(outcome.offset());
        }
      }
      assertThat(failure).isEqualTo(ErrorCode.LOG_UNAVAILABLE);
      assertThat(durable).hasSizeGreaterThan(100);
      assertThat(log.end(0)).isEqualTo(durable.size());

      log.limit(1 << 30);
      eventually(() -> log.check().state() == State.UP);
      eventually(() -> append(log, 0).failure() == null);
      assertThat(log.read(0, 0, 100_000)).hasSize((int) log.end(0));
    }
    try (SqliteEventLog log = open(LogSettings.defaults())) {
      assertThat(log.end(0)).isGreaterThan(durable.size());
      log.verify();
    }
  }

  @Test
  void aFullQueueRefusesAtOnce() throws Exception {
    CountDownLatch inCommit = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    commit.set(
        session -> {
          inCommit.countDown();
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new SQLException(e);
          }
          session.commit();
        });
    try (SqliteEventLog log = open(LogSettings.defaults().withQueue(3, 1 << 20))) {
      Outcome first = append(log, 1);
      inCommit.await();
      List<Outcome> waiting = List.of(append(log, 2), append(log, 3), append(log, 4));

      assertThat(append(log, 5).failure()).isEqualTo(ErrorCode.OVERLOADED);
      goOn.countDown();
      assertThat(first.offset()).isEqualTo(1);
      assertThat(waiting).extracting(Outcome::offset).containsExactly(2L, 3L, 4L);
    }
  }

  @Test
  void aQueueIsBoundedInBytesToo() {
    try (SqliteEventLog log = open(LogSettings.defaults().withQueue(1000, 10))) {
      assertThat(append(log, 1).failure()).isEqualTo(ErrorCode.OVERLOADED);
    }
  }

  @Test
  void aCallbackThatThrowsHarmsNoOther() {
    try (SqliteEventLog log = open(LogSettings.defaults())) {
      log.append(
          Samples.set(Samples.like(1, "u1"), "like", 1),
          new AppendCallback() {
            @Override
            public void durable(long offset) {
              throw new IllegalStateException("on purpose");
            }

            @Override
            public void failed(OvationException failure) {
              throw new AssertionError(failure);
            }
          });
      assertThat(append(log, 2).offset()).isEqualTo(2);
    }
  }
}
