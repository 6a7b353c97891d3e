package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.LetterChanges;
import dev.ovation.core.port.DeadLetters.LetterId;
import dev.ovation.core.port.DeadLetters.Refusal;
import dev.ovation.core.port.DeadLetters.Settlement;
import dev.ovation.core.port.DeadLetters.Verdict;
import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.LedgerTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what was decided of letters, in one transaction of their partition's owner: applies
 * the events of those that are to be tried again by the rule that every event follows, and gives
 * the others up. Used once.
 */
final class Settling {
  private final LedgerTransaction transaction;
  private final int partition;
  private final Kinds kinds;
  private final boolean remembersVersions;
  private final List<Event> retried = new ArrayList<>();
  private final List<Settlement> settled = new ArrayList<>();
  private final List<Refusal> refused = new ArrayList<>();

  /**
   * @param remembersVersions see {@link Fold}
   */
  Settling(LedgerTransaction transaction, int partition, Kinds kinds, boolean remembersVersions) {
    this.transaction = transaction;
    this.partition = partition;
    this.kinds = kinds;
    this.remembersVersions = remembersVersions;
  }

  /**
   * What it did.
   *
   * @param retried letters whose event is applied
   * @param dropped letters that are given up
   */
  record Result(Fold.Result fold, int retried, int dropped) {

    /** The registers that were tried again, as they are now: compaction must keep these. */
    List<RegisterEvent> winners() {
      List<RegisterEvent> winners = new ArrayList<>();
      for (RowConfirm confirm : fold.confirmation().views()) {
        Row row = confirm.row();
        winners.add(
            new RegisterEvent(confirm.interaction(), row.value(), row.version(), row.atMillis()));
      }
      return winners;
    }
  }

  /** Carries decisions out. */
  Result run(List<Letter> letters) {
    letters.forEach(this::settle);
    return write();
  }

  /** Notes that retries failed because the ledger refuses their events. */
  Result refuse(List<Letter> letters, String reason) {
    letters.forEach(letter -> refused.add(new Refusal(letter.parked().offset(), reason)));
    return write();
  }

  private Result write() {
    Batch batch =
        Batch.settling(transaction.position().h(), retried, new LetterChanges(settled, refused));
    Fold.Result fold =
        new Fold(transaction, partition, transaction.position(), batch, remembersVersions).run();
    transaction.write(fold.changes());
    return new Result(fold, retried.size(), settled.size() - retried.size());
  }

  private void settle(Letter letter) {
    Decision decision = Objects.requireNonNull(letter.decision());
    if (decision.verdict() == Verdict.DROP) {
      settled.add(new Settlement(letter, audit(letter, decision)));
      return;
    }
    DeadLetter parked = letter.parked();
    Event event;
    try {
      event = parked.event() == null ? EventCodec.decode(parked.bytes()) : parked.event();
    } catch (EventCodec.DamagedException | EventCodec.UnknownFormatException e) {
      refused.add(new Refusal(parked.offset(), String.valueOf(e.getMessage())));
      return;
    }
    String problem = problem(event);
    if (problem != null) {
      refused.add(new Refusal(parked.offset(), problem));
      return;
    }
    retried.add(event);
    DeadLetter read =
        new DeadLetter(
            parked.partition(),
            parked.offset(),
            event,
            parked.bytes(),
            parked.reason(),
            parked.parkedAtMillis());
    Letter whole = new Letter(read, letter.attempts(), decision, letter.settledN());
    settled.add(new Settlement(whole, audit(whole, decision)));
  }

  private @Nullable String problem(Event event) {
    return event instanceof CounterCheckpoint
        ? "a checkpoint stands for what came before it, and more has been counted since"
        : Batch.problem(event, kinds);
  }

  private static Repair audit(Letter letter, Decision decision) {
    DeadLetter parked = letter.parked();
    boolean drops = decision.verdict() == Verdict.DROP;
    return new Repair(
        decision.atMillis(),
        "dead letter " + LetterId.of(parked).text() + (drops ? " dropped" : " tried again"),
        String.valueOf(parked.event()),
        drops ? "what the ledger said before" : "the newer of the event and what the ledger said",
        "parked because " + parked.reason() + "; decided because " + decision.reason(),
        decision.by());
  }
}
