package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.LedgerTransaction.TokenChange;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.Samples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger never takes a stored row for absent, and mostly knows absent ones without a look. */
final class RowFilterTest {
  private static final int ROWS = 3_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path path;

  @Test
  void whatIsStoredIsFoundAlsoAfterAStartAndWhatIsNotIsKnownAtOnce() {
    try (DataDirectory directory = DataDirectory.open(path)) {
      try (SqliteLedger ledger = SqliteLedger.open(directory, LedgerSettings.defaults())) {
        write(ledger, 0, ROWS / 2);
        awaitFilled(ledger);
        write(ledger, ROWS / 2, ROWS);
        check(ledger);
      }
      try (SqliteLedger ledger = SqliteLedger.open(directory, LedgerSettings.defaults())) {
        check(ledger);
        write(ledger, ROWS, ROWS + 1);
        awaitFilled(ledger);
        check(ledger);
      }
    }
  }

  @Test
  void aFilterThatIsFarTooSmallStillNeverHidesARow() {
    LedgerSettings small = LedgerSettings.defaults().withFilterBytes(64);
    try (DataDirectory directory = DataDirectory.open(path);
        SqliteLedger ledger = SqliteLedger.open(directory, small)) {
      write(ledger, 0, ROWS);
      check(ledger);
    }
  }

  @Test
  void aRowOfATransactionThatFailedMayBeLookedForInVain() {
    try (DataDirectory directory = DataDirectory.open(path);
        SqliteLedger ledger = SqliteLedger.open(directory, LedgerSettings.defaults())) {
      write(ledger, 0, 1);
      try {
        ledger.<@Nullable Void>transact(
            0,
            transaction -> {
              transaction.write(changes(transaction.position(), 1, 2));
              throw new IllegalStateException("undone");
            });
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("undone");
      }
      assertThat(row(ledger, 1)).isEqualTo(Row.NONE);
      write(ledger, 1, 2);
      assertThat(row(ledger, 1).exists()).isTrue();
    }
  }

  private static Interaction register(int i) {
    return Samples.like(i % 50, "u" + i);
  }

  private static TokenKey token(int i) {
    return new TokenKey(
        new TargetKind(Samples.video(i % 50), "view"), EntryKey.ofToken("u" + i, "t" + i));
  }

  private static void write(SqliteLedger ledger, int from, int to) {
    ledger.<@Nullable Void>transact(
        0,
        transaction -> {
          transaction.write(changes(transaction.position(), from, to));
          return null;
        });
  }

  private static Changes changes(LedgerPosition before, int from, int to) {
    List<RowChange> rows = new ArrayList<>();
    List<TokenChange> tokens = new ArrayList<>();
    long n = before.n() + 1;
    for (int i = from; i < to; i++) {
      long version = Samples.version(i);
      rows.add(new RowChange(register(i), Row.NONE, new Row("like", version, 1, n)));
      tokens.add(new TokenChange(token(i), new Row(null, version, 1, n)));
    }
    LedgerPosition after = new LedgerPosition(n, before.h() + to - from, Samples.version(to));
    return new Changes(after, rows, List.of(), tokens, List.of());
  }

  private static void check(SqliteLedger ledger) {
    List<LedgerQuery> queries = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      queries.add(new LedgerQuery(register(i).targetKind(), register(i).actor(), false));
      queries.add(new LedgerQuery(token(i).targetKind(), token(i).key(), false));
    }
    assertThat(ledger.read(queries).join()).allMatch(answer -> answer.row().exists());
    ledger.<@Nullable Void>transact(
        0,
        transaction -> {
          List<Interaction> registers = new ArrayList<>();
          List<TokenKey> tokens = new ArrayList<>();
          for (int i = 0; i < ROWS; i++) {
            registers.add(register(i));
            tokens.add(token(i));
          }
          assertThat(transaction.rows(registers)).allMatch(Row::exists);
          assertThat(transaction.tokens(tokens)).allMatch(Row::exists);
          return null;
        });
  }

  private static Row row(SqliteLedger ledger, int i) {
    return ledger
        .read(List.of(new LedgerQuery(register(i).targetKind(), register(i).actor(), false)))
        .join()
        .getFirst()
        .row();
  }

  /** Absent registers are answered without a look once the filter is filled. */
  private static void awaitFilled(SqliteLedger ledger) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    int known = 0;
    while (known < 900) {
      assertThat(System.nanoTime()).as("the filter is filled in time").isLessThan(deadline);
      known = 0;
      for (int i = 0; i < 1_000; i++) {
        Interaction absent = Samples.like(i, "nobody" + i);
        CompletableFuture<List<LedgerAnswer>> answer =
            ledger.read(List.of(new LedgerQuery(absent.targetKind(), absent.actor(), false)));
        known += answer.isDone() ? 1 : 0;
        assertThat(answer.join().getFirst().row()).isEqualTo(Row.NONE);
      }
    }
  }
}
