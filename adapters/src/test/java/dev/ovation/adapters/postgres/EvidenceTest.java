package dev.ovation.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is this ledger's own beside its faults: damage, locks and bounds. */
@Timeout(60)
final class EvidenceTest {
  private final PostgresSettings settings =
      PostgresSettings.of(TestPostgres.place(TestPostgres.shared()), 2);

  private PostgresLedger open() {
    return PostgresLedger.open(settings, TimeSource.SYSTEM);
  }

  @Test
  void readsBeyondTheBoundAreRefusedAtOnce() {
    PostgresSettings narrow = settings.withBounds(new PostgresSettings.Bounds(1, 1, 2, 1));
    try (PostgresLedger ledger = PostgresLedger.open(narrow, TimeSource.SYSTEM)) {
      List<CompletableFuture<List<LedgerAnswer>>> all = new ArrayList<>();
      LedgerQuery query = new LedgerQuery(Samples.likesOf(1), "u1", true);
      for (int i = 0; i < 2_000; i++) {
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
      assertThat(refused).isBetween(1L, 1_999L);
    }
  }

  @Test
  void aPartitionThatAnotherNodeHoldsIsWaitedForNoLongerThanTheDeadline() {
    PostgresSettings impatient =
        settings.withDeadlines(
            new PostgresSettings.Deadlines(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofMillis(200)));
    try (PostgresLedger holder = open();
        PostgresLedger other = PostgresLedger.open(impatient, TimeSource.SYSTEM)) {
      long n =
          holder.transact(
              0,
              held -> {
                assertThatThrownBy(() -> other.transact(0, t -> t.position()))
                    .isInstanceOfSatisfying(
                        OvationException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.LEDGER_UNAVAILABLE))
                    .hasMessageContaining("a transaction of partition 0")
                    .hasMessageContaining("longer than its deadline");
                return other.transact(1, t -> t.position()).n();
              });

      assertThat(n).isZero();
      assertThat(other.transact(0, t -> t.position()).n()).isZero();
    }
  }

  @Test
  void aRowThatComesOrGoesBehindTheLedgersBackIsDamage() throws Exception {
    try (PostgresLedger ledger = open()) {
      Row first = new Row("like", 1, 1, 1);
      Row second = new Row(null, 2, 2, 2);
      RowChange insert = new RowChange(Samples.like(1, "u1"), Row.NONE, first);
      Commits.rows(ledger, List.of(insert));

      assertThatThrownBy(() -> Commits.rows(ledger, List.of(insert)))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining(settings.server().schema());
      TestPostgres.execute(settings.server(), "DELETE FROM interaction");
      assertThatThrownBy(
              () ->
                  Commits.rows(
                      ledger, List.of(new RowChange(Samples.like(1, "u1"), first, second))))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("only 0 are there");
      assertThat(ledger.position(0).n()).isEqualTo(1);
    }
  }

  @Test
  void anActorsRowsOfManyKindsAreTheNewest() {
    try (PostgresLedger ledger = open()) {
      List<RowChange> rows = new ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        Interaction interaction = i % 2 == 0 ? Samples.like(i, "u1") : Samples.reaction(i, "u1");
        rows.add(new RowChange(interaction, Row.NONE, new Row("like", i, i, 1)));
      }
      Commits.rows(ledger, rows);

      var view = ledger.actorRows(Samples.like(1, "u1").who(), 5).join();

      assertThat(view.complete()).isFalse();
      assertThat(view.rows().values())
          .extracting(Row::atMillis)
          .containsExactlyInAnyOrder(20L, 19L, 18L, 17L, 16L);
    }
  }

  @Test
  void afterClosingEverythingIsRefused() {
    PostgresLedger ledger = open();
    ledger.close();

    assertThatThrownBy(() -> ledger.position(0)).isInstanceOf(OvationException.class);
    assertThatThrownBy(() -> ledger.transact(0, transaction -> 1))
        .isInstanceOf(OvationException.class);
    assertThat(ledger.read(List.of())).isCompletedExceptionally();
  }
}
