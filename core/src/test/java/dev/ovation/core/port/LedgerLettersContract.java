package dev.ovation.core.port;

import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.set;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.video;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.LetterChanges;
import dev.ovation.core.port.DeadLetters.LetterFigures;
import dev.ovation.core.port.DeadLetters.Refusal;
import dev.ovation.core.port.DeadLetters.Settlement;
import dev.ovation.core.port.DeadLetters.Verdict;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every ledger does with decisions on dead letters. */
public abstract class LedgerLettersContract extends LedgerPurgeContract {
  private static final RegisterEvent FIRST = set(like(1, "u1"), "like", 3);
  private static final RegisterEvent SECOND = set(like(1, "u1"), null, 5);
  private static final RegisterEvent OTHER = set(like(1, "u2"), "like", 4);

  private static DeadLetter letter(long offset, @Nullable Event event) {
    byte[] bytes = event == null ? new byte[] {1, 2, 3} : EventCodec.encode(event);
    return new DeadLetter(0, offset, event, bytes, "because of " + offset, AT_MILLIS + offset);
  }

  /** Four letters: two of one register, one of another, and one that can't be read. */
  private Ledger filled() throws Exception {
    Ledger ledger = ledger(2);
    commit(
        ledger,
        4,
        List.of(letter(1, FIRST), letter(2, SECOND), letter(3, OTHER), letter(4, null)),
        LetterChanges.NONE);
    return ledger;
  }

  private static void commit(
      Ledger ledger, long h, List<DeadLetter> parked, LetterChanges letters) {
    ledger.transact(
        0,
        transaction -> {
          LedgerPosition before = transaction.position();
          LedgerPosition after = new LedgerPosition(before.n() + 1, h, version(9));
          transaction.write(new Changes(after, List.of(), List.of(), List.of(), parked, letters));
          return after;
        });
  }

  private static Decision decision(Verdict verdict, int number) {
    return new Decision(verdict, "somebody", "tool's fault \u00e9 " + number, AT_MILLIS + number);
  }

  private static LetterChanges settling(Ledger ledger, long offset) {
    Letter letter = Objects.requireNonNull(ledger.letter(0, offset));
    Repair audit = new Repair(AT_MILLIS, "letter " + offset, "b", "a", "c", "somebody");
    return new LetterChanges(List.of(new Settlement(letter, audit)), List.of());
  }

  private static List<Long> offsets(List<Letter> letters) {
    return letters.stream().map(letter -> letter.parked().offset()).toList();
  }

  @Test
  void lettersAreListedByOffsetAndInPages() throws Exception {
    Ledger ledger = filled();

    assertThat(offsets(ledger.letters(0, 0, 3))).containsExactly(1L, 2L, 3L);
    assertThat(offsets(ledger.letters(0, 3, 3))).containsExactly(4L);
    assertThat(ledger.letters(1, 0, 3)).isEmpty();
    Letter shown = Objects.requireNonNull(ledger.letter(0, 2));
    assertThat(shown.parked().event()).isEqualTo(SECOND);
    assertThat(shown.parked().reason()).isEqualTo("because of 2");
    assertThat(shown.attempts()).isEqualTo(1);
    assertThat(shown.decision()).isNull();
    assertThat(shown.isSettled()).isFalse();
    assertThat(Objects.requireNonNull(ledger.letter(0, 4)).parked().bytes())
        .containsExactly(1, 2, 3);
    assertThat(ledger.letter(0, 5)).isNull();
    assertThat(ledger.letterFigures()).isEqualTo(new LetterFigures(4, AT_MILLIS + 1, 0));
  }

  @Test
  void aDecisionIsFoundByWhoeverLooksAndOutlivesItsWriter() throws Exception {
    Ledger ledger = filled();

    assertThat(ledger.decide(0, 3, decision(Verdict.RETRY, 1))).isTrue();
    assertThat(ledger.decide(0, 2, decision(Verdict.DROP, 2))).isTrue();
    assertThat(ledger.decide(0, 3, decision(Verdict.DROP, 3))).as("replaces").isTrue();
    assertThat(ledger.decide(0, 77, decision(Verdict.DROP, 4))).as("there is none").isFalse();

    Ledger again = ledger(2);
    assertThat(offsets(again.decided(0, 10))).containsExactly(2L, 3L);
    assertThat(offsets(again.decided(0, 1))).containsExactly(2L);
    assertThat(again.decided(1, 10)).isEmpty();
    assertThat(Objects.requireNonNull(again.letter(0, 3)).decision())
        .isEqualTo(decision(Verdict.DROP, 3));
    assertThat(again.position(0).n()).as("a decision is no commit").isEqualTo(1);
    assertThat(again.letterFigures().decided()).isEqualTo(2);
    assertThat(again.<List<Letter>>transact(0, transaction -> transaction.decided(10))).hasSize(2);
  }

  @Test
  void whatIsSettledIsParkedNoMoreAndLeavesATrace() throws Exception {
    Ledger ledger = filled();
    ledger.decide(0, 2, decision(Verdict.DROP, 2));

    commit(ledger, 4, List.of(), settling(ledger, 2));

    assertThat(ledger.deadLetters(0, 10).stream().map(DeadLetter::offset).toList())
        .containsExactly(1L, 3L, 4L);
    assertThat(ledger.stats().deadLetters()).isEqualTo(3);
    assertThat(ledger.decided(0, 10)).isEmpty();
    assertThat(ledger.decide(0, 2, decision(Verdict.RETRY, 3))).as("too late").isFalse();
    Letter settled = Objects.requireNonNull(ledger.letter(0, 2));
    assertThat(settled.settledN()).isEqualTo(2);
    assertThat(settled.decision()).isEqualTo(decision(Verdict.DROP, 2));
    assertThat(offsets(ledger.letters(0, 0, 10))).containsExactly(1L, 2L, 3L, 4L);
    ledger.transact(
        0,
        transaction -> {
          assertThat(offsets(transaction.settledAfter(1))).containsExactly(2L);
          assertThat(transaction.settledAfter(2)).isEmpty();
          return settled;
        });
    assertThat(ledger.explain(video(1)).repairs())
        .extracting(Repair::what, Repair::by)
        .containsExactly(org.assertj.core.groups.Tuple.tuple("letter 2", "somebody"));
  }

  @Test
  void parkedEventsAreFoundByKey() throws Exception {
    Ledger ledger = filled();
    TokenKey key = new TokenKey(FIRST.targetKind(), "u1");
    List<TokenKey> asked = List.of(key, new TokenKey(FIRST.targetKind(), "u9"));
    assertThat(parked(ledger, asked)).containsExactly(1L, 2L);

    ledger.decide(0, 1, decision(Verdict.DROP, 1));
    commit(ledger, 4, List.of(), settling(ledger, 1));

    assertThat(parked(ledger, asked)).containsExactly(2L);
    assertThat(parked(ledger, List.of())).isEmpty();
  }

  private static List<Long> parked(Ledger ledger, List<TokenKey> keys) {
    return ledger.transact(
        0, transaction -> transaction.parked(keys).stream().map(DeadLetter::offset).toList());
  }

  @Test
  void aRetryThatFailedIsCountedAndItsDecisionIsOver() throws Exception {
    Ledger ledger = filled();
    ledger.decide(0, 3, decision(Verdict.RETRY, 1));

    commit(
        ledger,
        4,
        List.of(),
        new LetterChanges(List.of(), List.of(new Refusal(3, "still no\u0001"))));

    Letter kept = Objects.requireNonNull(ledger.letter(0, 3));
    assertThat(kept.attempts()).isEqualTo(2);
    assertThat(kept.decision()).isNull();
    assertThat(kept.isSettled()).isFalse();
    assertThat(kept.parked().reason()).isEqualTo("still no\u0001");
    assertThat(kept.parked().event()).isEqualTo(OTHER);
    assertThat(ledger.decided(0, 10)).isEmpty();
    assertThat(ledger.deadLetters(0, 10)).hasSize(4);
  }

  @Test
  void settledLettersAreForgottenOnceTheyAreOldAndConfirmed() throws Exception {
    Ledger ledger = filled();
    for (int offset = 1; offset <= 3; offset++) {
      ledger.decide(0, offset, decision(Verdict.DROP, offset));
      commit(ledger, 4, List.of(), settling(ledger, offset));
    }

    assertThat(ledger.forgetLetters(0, AT_MILLIS + 2, 9, 10)).as("decided before").isEqualTo(1);
    assertThat(offsets(ledger.letters(0, 0, 10))).containsExactly(2L, 3L, 4L);
    assertThat(ledger.forgetLetters(0, AT_MILLIS + 9, 3, 10)).as("confirmed").isEqualTo(1);
    assertThat(ledger.forgetLetters(1, AT_MILLIS + 9, 9, 10)).as("its own only").isZero();
    assertThat(ledger.forgetLetters(0, AT_MILLIS + 9, 9, 10)).isEqualTo(1);
    assertThat(offsets(ledger.letters(0, 0, 10))).as("parked stays").containsExactly(4L);
  }

  @Test
  void aTransactionThatFailsSettlesNothing() throws Exception {
    Ledger ledger = filled();
    ledger.decide(0, 2, decision(Verdict.DROP, 2));
    LetterChanges settling = settling(ledger, 2);
    List<String> met = new ArrayList<>();
    try {
      ledger.transact(
          0,
          transaction -> {
            transaction.write(
                new Changes(
                    new LedgerPosition(2, 4, version(9)),
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    settling));
            throw new IllegalStateException("halfway");
          });
    } catch (IllegalStateException e) {
      met.add(String.valueOf(e.getMessage()));
    }

    assertThat(met).containsExactly("halfway");
    assertThat(offsets(ledger.decided(0, 10))).containsExactly(2L);
    assertThat(ledger.deadLetters(0, 10)).hasSize(4);
  }
}
