package dev.ovation.core.sim;

import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.Refusal;
import dev.ovation.core.port.DeadLetters.Settlement;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/** What happens to the letters of a partition, as functions of lists. */
final class SimLetters {
  private SimLetters() {}

  /** The letters after a commit. */
  static List<Letter> with(List<Letter> before, Changes changes) {
    List<Letter> after = new ArrayList<>(before);
    for (DeadLetter parked : changes.parked()) {
      after.removeIf(letter -> letter.parked().offset() == parked.offset());
      after.add(new Letter(parked, 1, null, 0));
    }
    for (Settlement settlement : changes.letters().settled()) {
      Letter settled = settlement.letter();
      replace(
          after,
          settled.parked().offset(),
          letter ->
              new Letter(
                  settled.parked(), letter.attempts(), letter.decision(), changes.position().n()));
    }
    for (Refusal refusal : changes.letters().refused()) {
      replace(
          after,
          refusal.offset(),
          letter -> {
            DeadLetter was = letter.parked();
            DeadLetter now =
                new DeadLetter(
                    was.partition(),
                    was.offset(),
                    was.event(),
                    was.bytes(),
                    refusal.reason(),
                    was.parkedAtMillis());
            return new Letter(now, letter.attempts() + 1, null, 0);
          });
    }
    after.sort(Comparator.comparingLong(letter -> letter.parked().offset()));
    return after;
  }

  /** The letters once something is decided of one of them. */
  static List<Letter> with(List<Letter> before, long offset, Decision decision) {
    List<Letter> after = new ArrayList<>(before);
    replace(
        after,
        offset,
        letter -> new Letter(letter.parked(), letter.attempts(), decision, letter.settledN()));
    return after;
  }

  private static void replace(List<Letter> letters, long offset, UnaryOperator<Letter> change) {
    letters.replaceAll(
        letter -> letter.parked().offset() == offset ? change.apply(letter) : letter);
  }

  static List<Letter> decided(LedgerState state, int lettersMax) {
    return state.history().stream()
        .filter(letter -> letter.decision() != null && !letter.isSettled())
        .limit(lettersMax)
        .toList();
  }

  static List<Letter> settledAfter(LedgerState state, long n) {
    return state.history().stream().filter(letter -> letter.settledN() > n).toList();
  }

  static List<DeadLetter> parked(LedgerState state, Collection<TokenKey> keys) {
    return state.letters().stream()
        .filter(
            letter ->
                letter.event() != null
                    && keys.contains(
                        new TokenKey(letter.event().targetKind(), letter.event().entryKey())))
        .toList();
  }
}
