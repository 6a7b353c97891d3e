package dev.ovation.core.sim;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Ledgers with a bug each. */
final class LedgerBugs {
  private LedgerBugs() {}

  /** Shows every row as if it were older than any event. */
  static final class Versionless extends ForwardingLedger {
    Versionless(Ledger to) {
      super(to);
    }

    @Override
    LedgerTransaction wrap(LedgerTransaction transaction) {
      return new ForwardingTransaction(transaction) {
        @Override
        public List<Row> rows(List<Interaction> interactions) {
          return to.rows(interactions).stream()
              .map(row -> new Row(row.value(), 0, row.atMillis(), row.n()))
              .toList();
        }
      };
    }
  }

  /** Commits rows and counts first and the position in a transaction of its own. */
  static final class PositionApart extends ForwardingLedger {
    private final SimScheduler scheduler;

    PositionApart(Ledger to, SimScheduler scheduler) {
      super(to);
      this.scheduler = scheduler;
    }

    @Override
    public <T extends @Nullable Object> T transact(
        int partition, Function<LedgerTransaction, T> work) {
      List<Changes> written = new ArrayList<>();
      T result =
          to.<T>transact(
              partition,
              transaction ->
                  work.apply(
                      new ForwardingTransaction(transaction) {
                        @Override
                        public void write(Changes changes) {
                          written.add(changes);
                          to.write(at(to.position(), changes));
                        }
                      }));
      for (Changes changes : written) {
        if (scheduler.chance(20)) {
          throw new OvationException(
              ErrorCode.LEDGER_UNAVAILABLE, "the machine stops between two transactions");
        }
        to.transact(
            partition,
            transaction -> {
              transaction.write(
                  new Changes(changes.position(), List.of(), List.of(), List.of(), List.of()));
              return changes;
            });
      }
      return result;
    }
  }

  /** Writes something else than it is told to. */
  abstract static class WritesOtherwise extends ForwardingLedger {
    WritesOtherwise(Ledger to) {
      super(to);
    }

    /**
     * What is written instead.
     *
     * @param before where the partition stands
     */
    abstract Changes instead(Changes changes, LedgerPosition before);

    @Override
    final LedgerTransaction wrap(LedgerTransaction transaction) {
      return new ForwardingTransaction(transaction) {
        @Override
        public void write(Changes changes) {
          to.write(instead(changes, to.position()));
        }
      };
    }

    static boolean settles(Changes changes) {
      return !changes.letters().settled().isEmpty();
    }
  }

  /** Forgets tokens now and then, as a ledger that remembers them after the commit would. */
  static final class TokenApart extends WritesOtherwise {
    private final SimScheduler scheduler;

    TokenApart(Ledger to, SimScheduler scheduler) {
      super(to);
      this.scheduler = scheduler;
    }

    @Override
    Changes instead(Changes changes, LedgerPosition before) {
      return new Changes(
          changes.position(),
          changes.rows(),
          changes.counts(),
          scheduler.chance(20) ? List.of() : changes.tokens(),
          changes.parked(),
          changes.letters());
    }
  }

  /** Takes a letter that is tried again for done without writing what it says. */
  static final class RetryForgetsTheEvent extends WritesOtherwise {
    RetryForgetsTheEvent(Ledger to) {
      super(to);
    }

    @Override
    Changes instead(Changes changes, LedgerPosition before) {
      return settles(changes)
          ? new Changes(
              changes.position(), List.of(), List.of(), List.of(), List.of(), changes.letters())
          : changes;
    }
  }

  /** Settles letters as if that were no commit of the partition. */
  static final class SettlesWithoutCommit extends WritesOtherwise {
    SettlesWithoutCommit(Ledger to) {
      super(to);
    }

    @Override
    Changes instead(Changes changes, LedgerPosition before) {
      return settles(changes) ? at(before, changes) : changes;
    }
  }

  private static Changes at(LedgerPosition position, Changes changes) {
    return new Changes(
        position,
        changes.rows(),
        changes.counts(),
        changes.tokens(),
        changes.parked(),
        changes.letters());
  }

  /** Whoever confirms anew does not hear of letters that were settled. */
  static final class SettlesWithoutTrace extends ForwardingLedger {
    SettlesWithoutTrace(Ledger to) {
      super(to);
    }

    @Override
    LedgerTransaction wrap(LedgerTransaction transaction) {
      return new ForwardingTransaction(transaction) {
        @Override
        public List<Letter> settledAfter(long n) {
          return List.of();
        }
      };
    }
  }

  /** Purges tombstones however new they are. */
  static final class PurgesEveryTombstone extends ForwardingLedger {
    PurgesEveryTombstone(Ledger to) {
      super(to);
    }

    @Override
    public Purged purgeTombstones(
        int partition, PurgeRange range, long confirmedN, Set<Interaction> keep) {
      PurgeRange all = new PurgeRange(range.afterVersion(), Long.MAX_VALUE, range.rowsMax());
      return to.purgeTombstones(partition, all, Long.MAX_VALUE, keep);
    }
  }
}
