package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is the SQLite ledger's own: bounds, refusals and damage. */
@Timeout(60)
final class LedgerFaultTest {
  @TempDir Path path;
  private DataDirectory directory;

  @BeforeEach
  void lock() {
    directory = DataDirectory.open(path);
  }

  @AfterEach
  void release() {
    directory.close();
  }

  private SqliteLedger open() {
    return SqliteLedger.open(directory, LedgerSettings.defaults());
  }

  private static LedgerPosition commit(SqliteLedger ledger, List<RowChange> rows) {
    return ledger.transact(
        0,
        transaction -> {
          LedgerPosition before = transaction.position();
          LedgerPosition after =
              new LedgerPosition(before.n() + 1, before.h() + rows.size(), before.version());
          List<CountChange> counts = new ArrayList<>();
          for (RowChange row : rows) {
            TargetKind targetKind = row.interaction().targetKind();
            counts.add(new CountChange(targetKind, new TreeMap<>(Map.of("like", 1L))));
          }
          transaction.write(new Changes(after, rows, counts, List.of(), List.of()));
          return after;
        });
  }

  @Test
  void anIdOfAnUndoneTransactionIsForgotten() {
    try (SqliteLedger ledger = open()) {
      for (String actor : List.of("undone", "kept")) {
        RowChange change =
            new RowChange(Samples.like(1, actor), Row.NONE, new Row("like", 1, 1, 1));
        try {
          ledger.transact(
              0,
              transaction -> {
                LedgerPosition after = new LedgerPosition(1, 1, 1);
                transaction.write(
                    new Changes(after, List.of(change), List.of(), List.of(), List.of()));
                assertThat(transaction.rows(List.of(change.interaction()))).hasSize(1);
                if (actor.equals("undone")) {
                  throw new IllegalStateException("on purpose");
                }
                return after;
              });
        } catch (IllegalStateException e) {
          assertThat(actor).isEqualTo("undone");
        }
      }
      TargetKind likes = Samples.likesOf(1);
      assertThat(
              ledger
                  .read(
                      List.of(
                          new LedgerQuery(likes, "undone", false),
                          new LedgerQuery(likes, "kept", false)))
                  .join())
          .extracting(answer -> answer.row().exists())
          .containsExactly(false, true);
    }
  }

  @Test
  void readsBeyondTheBoundAreRefusedAtOnce() {
    LedgerSettings settings = LedgerSettings.defaults().withReadQueueMax(2);
    try (SqliteLedger ledger = SqliteLedger.open(directory, settings)) {
      List<CompletableFuture<List<LedgerAnswer>>> all = new ArrayList<>();
      LedgerQuery query = new LedgerQuery(Samples.likesOf(1), "u1", true);
      for (int i = 0; i < 5_000; i++) {
        all.add(ledger.read(List.of(query, query)));
      }
      long refused = 0;
      for (CompletableFuture<List<LedgerAnswer>> one : all) {
        Throwable failure = one.handle((answers, e) -> e).join();
        if (failure instanceof OvationException e) {
          assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED);
          refused++;
        } else {
          assertThat(one.join().getFirst().counts()).isEqualTo(Counts.NONE);
        }
      }
      assertThat(refused).isPositive();
    }
  }

  @Test
  void aFlippedBitIsNamedOrHarmlessAndNeverAnotherPosition() throws Exception {
    try (SqliteLedger ledger = open()) {
      for (int i = 1; i <= 50; i++) {
        commit(
            ledger,
            List.of(new RowChange(Samples.like(i, "u" + i), Row.NONE, new Row("like", i, i, i))));
      }
    }
    Path file = path.resolve("ledger.db");
    byte[] whole = Files.readAllBytes(file);
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 60; round++) {
      byte[] bytes = whole.clone();
      // The first page holds the header and the schema, which SQLite reads at every opening.
      int place = random.nextInt(4096);
      bytes[place] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bytes);
      try (SqliteLedger ledger = open()) {
        assertThat(ledger.position(0).n()).as("seed %d, byte %d", seed, place).isEqualTo(50);
      } catch (OvationException e) {
        assertThat(e).as("seed %d, byte %d", seed, place).hasMessageContaining("ledger.db");
      }
      Files.deleteIfExists(path.resolve("ledger.db-wal"));
      Files.deleteIfExists(path.resolve("ledger.db-shm"));
    }
  }

  @Test
  void afterClosingEverythingIsRefused() {
    SqliteLedger ledger = open();
    ledger.close();

    assertThatThrownBy(() -> ledger.position(0)).isInstanceOf(OvationException.class);
    assertThatThrownBy(() -> ledger.transact(0, transaction -> 1))
        .isInstanceOf(OvationException.class);
    assertThat(ledger.read(List.of())).isCompletedExceptionally();
  }
}
