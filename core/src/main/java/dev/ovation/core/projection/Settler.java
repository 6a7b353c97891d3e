package dev.ovation.core.projection;

import dev.ovation.core.domain.Kinds;
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
  private final Kinds kinds;
  private final boolean remembersVersions;
  private final Narrowing narrowing = new Narrowing(LETTERS_MAX);
  private final Refusals refusals = new Refusals();

  Settler(int partition, DeadLetters ledger, Kinds kinds, boolean remembersVersions) {
    this.partition = partition;
    this.ledger = ledger;
    this.kinds = kinds;
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
    int most = narrowing.size();
    try {
      Settling.Result result =
          owner.transact(transaction -> settling(transaction).run(transaction.decided(most)));
      narrowing.accepted();
      refusals.none();
      return result;
    } catch (RuntimeException e) {
      String reason = refusals.reason(e);
      if (reason == null) {
        throw e;
      }
      int together = ledger.decided(partition, most).size();
      if (!narrowing.refused(together)) {
        return settle(owner);
      }
      return owner.transact(
          transaction -> settling(transaction).refuse(firstOf(transaction), reason));
    }
  }

  private static List<Letter> firstOf(LedgerTransaction transaction) {
    return transaction.decided(1);
  }

  private Settling settling(LedgerTransaction transaction) {
    return new Settling(transaction, partition, kinds, remembersVersions);
  }
}
