package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.DeadLetters;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.LedgerTransaction;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks for letters of a partition that somebody decided on and carries the decisions out, several
 * in one transaction. Where the ledger refuses that, fewer; where it refuses one, that letter stays
 * parked with the reason.
 *
 * <p>Not thread-safe.
 */
final class Settler {
  private static final int LETTERS_MAX = 200;

  private final int partition;
  private final DeadLetters ledger;
  private final Function<Event, @Nullable String> judge;
  private final boolean remembersVersions;
  private final Tries tries = new Tries(LETTERS_MAX);

  /**
   * @param judge why an event can't be applied in this partition, null when it can
   * @param remembersVersions see {@link Fold}
   */
  Settler(
      int partition,
      DeadLetters ledger,
      Function<Event, @Nullable String> judge,
      boolean remembersVersions) {
    this.partition = partition;
    this.ledger = ledger;
    this.judge = judge;
    this.remembersVersions = remembersVersions;
  }

  /** Runs work in a transaction of the partition's owner. */
  interface Owner {
    /** Null when the caller is not where the ledger is, and must look again. */
    Settling.@Nullable Result transact(Function<LedgerTransaction, Settling.Result> work);
  }

  /** Whether a decision waits to be carried out. */
  boolean isDue() {
    return !ledger.decided(partition, 1).isEmpty();
  }

  /** Carries out some decisions. */
  Settling.@Nullable Result settle(Owner owner) {
    int most = tries.size();
    return tries.<Settling.@Nullable Result>run(
        () -> owner.transact(transaction -> settling(transaction).run(transaction.decided(most))),
        () -> ledger.decided(partition, most).size(),
        () -> settle(owner),
        reason ->
            owner.transact(
                transaction -> settling(transaction).refuse(firstOf(transaction), reason)));
  }

  private static List<Letter> firstOf(LedgerTransaction transaction) {
    return transaction.decided(1);
  }

  private Settling settling(LedgerTransaction transaction) {
    return new Settling(transaction, partition, judge, remembersVersions);
  }
}
