package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.video;
import static dev.ovation.core.port.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.EntryKey;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.ExplainedCount;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.TokenChange;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What every ledger keeps beside rows and counts: tokens, dead letters, and what explains them. */
public abstract class LedgerEvidenceContract extends LedgerWriteContract {

  private static Changes changes(LedgerPosition position, CountChange... counts) {
    return new Changes(position, List.of(), List.of(counts), List.of(), List.of());
  }

  private static CountChange count(TargetKind targetKind, Map<String, Long> after) {
    return new CountChange(targetKind, new TreeMap<>(after));
  }

  @Test
  void tokensAreRememberedByTargetKindAndKey() throws Exception {
    Ledger ledger = ledger(1);
    TargetKind views = view(1, "u1").targetKind();
    TokenKey token = new TokenKey(views, EntryKey.ofToken("u1", "t-👍"));
    Row counted = new Row(null, version(1), AT_MILLIS + 1, 1);
    ledger.transact(
        0,
        transaction -> {
          LedgerPosition after = new LedgerPosition(1, 1, version(1));
          transaction.write(
              new Changes(
                  after,
                  List.of(),
                  List.of(count(views, Map.of("view", 5L))),
                  List.of(new TokenChange(token, counted)),
                  List.of()));
          return after;
        });

    for (int round = 0; round < 2; round++) {
      List<TokenKey> asked =
          List.of(
              new TokenKey(views, EntryKey.ofToken("u2", "t-👍")),
              token,
              new TokenKey(view(2, "u1").targetKind(), token.key()));
      ledger.transact(
          0,
          transaction -> {
            assertThat(transaction.tokens(asked)).containsExactly(Row.NONE, counted, Row.NONE);
            assertThat(transaction.counts(List.of(views)))
                .containsExactly(Counts.of(Map.of("view", 5L)));
            return asked;
          });
      assertThat(
              read(
                  ledger,
                  new LedgerQuery(views, token.key(), true),
                  new LedgerQuery(views, EntryKey.ofVersion(version(1)), false)))
          .containsExactly(
              new LedgerAnswer(1, 1, counted, Counts.of(Map.of("view", 5L)), 1),
              new LedgerAnswer(1, 1, Row.NONE, null, 0));
      ledger = ledger(1);
    }
  }

  @Test
  void aTokenThatIsCountedAgainKeepsItsNewestRow() throws Exception {
    Ledger ledger = ledger(1);
    TargetKind views = view(1, "u1").targetKind();
    TokenKey token = new TokenKey(views, EntryKey.ofToken("u1", "t"));
    for (int n = 1; n <= 2; n++) {
      Row counted = new Row(null, version(n), AT_MILLIS + n, n);
      LedgerPosition after = new LedgerPosition(n, n, version(n));
      ledger.transact(
          0,
          transaction -> {
            transaction.write(
                new Changes(
                    after,
                    List.of(),
                    List.of(count(views, Map.of("view", after.n()))),
                    List.of(new TokenChange(token, counted)),
                    List.of()));
            return after;
          });
    }

    assertThat(read(ledger, new LedgerQuery(views, token.key(), true)))
        .containsExactly(
            new LedgerAnswer(
                2,
                2,
                new Row(null, version(2), AT_MILLIS + 2, 2),
                Counts.of(Map.of("view", 2L)),
                2));
  }

  @Test
  void deadLettersKeepTheirEvidence() throws Exception {
    Ledger ledger = ledger(1);
    Event event = Samples.set(view(1, "u1"), "like", 1);
    byte[] bytes = EventCodec.encode(event);
    byte[] unreadable = {9, 8, 7, 0};
    List<DeadLetter> letters =
        List.of(
            new DeadLetter(0, 1, event, bytes, "wrong shape", AT_MILLIS),
            new DeadLetter(0, 2, null, unreadable, "format 9", AT_MILLIS + 1),
            new DeadLetter(0, 3, event, bytes, "wrong shape", AT_MILLIS + 2));
    LedgerPosition after = new LedgerPosition(1, 3, version(1));
    ledger.transact(
        0,
        transaction -> {
          transaction.write(new Changes(after, List.of(), List.of(), List.of(), letters));
          return after;
        });

    ledger = ledger(1);
    assertThat(ledger.position(0)).isEqualTo(after);
    assertThat(ledger.stats().deadLetters()).isEqualTo(3);
    assertThat(ledger.deadLetters(0, 2)).extracting(DeadLetter::offset).containsExactly(1L, 2L);
    assertThat(ledger.deadLetters(0, 10))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyElementsOf(letters);
  }

  @Test
  void anExplanationShowsTheStoredCountBesideTheCountedRows() throws Exception {
    Ledger ledger = ledger(1);
    LedgerWriter.of(ledger, 0)
        .commit(Samples.set(like(1, "u1"), "like", 1), Samples.set(like(1, "u2"), "like", 2));
    LedgerPosition after = new LedgerPosition(2, 2, version(2));
    // A count that the rows contradict, as a defect would leave it.
    ledger.transact(
        0,
        transaction -> {
          transaction.write(
              changes(
                  after,
                  count(likesOf(1), Map.of("like", 7L)),
                  count(view(1, "u1").targetKind(), Map.of("view", 3L))));
          return after;
        });

    Ledger.LedgerExplanation explanation = ledger.explain(video(1));

    assertThat(explanation.positions().getFirst().n()).isEqualTo(2);
    assertThat(explanation.positions().getFirst().h()).isEqualTo(2);
    assertThat(explanation.repairs()).isEmpty();
    assertThat(explanation.counts())
        .containsExactlyInAnyOrder(
            new ExplainedCount(likesOf(1), "like", 7, 2, 2),
            new ExplainedCount(view(1, "u1").targetKind(), "view", 3, 3, 2));
    assertThat(ledger.explain(video(2)).counts()).isEmpty();
  }
}
