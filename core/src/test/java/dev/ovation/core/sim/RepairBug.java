package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a repairer may get wrong, each in one part. The simulator must catch every one. */
enum RepairBug implements Parts {
  /** What is parked is taken for what the log says. */
  PARKED_IS_APPLIED {
    @Override
    public Ledger ledger(Ledger ledger, SimScheduler scheduler) {
      return new ForwardingLedger(ledger) {
        @Override
        public List<Letter> letters(int partition, long afterOffset, int lettersMax) {
          return List.of();
        }
      };
    }
  },
  /** Something is mended beside the partition's commits, so nobody is told. */
  MENDED_WITHOUT_A_COMMIT {
    @Override
    public Ledger ledger(Ledger ledger, SimScheduler scheduler) {
      return mending(
          ledger,
          mending ->
              with(
                  mending,
                  new Ledger.LedgerPosition(
                      mending.position().n() - (mending.audit() == null ? 0 : 1),
                      mending.position().h(),
                      mending.position().version()),
                  mending.closed(),
                  mending.audit()));
    }
  },
  /** The rows are put right, and what they were before is forgotten. */
  MENDED_WITHOUT_ROWS {
    @Override
    public Ledger ledger(Ledger ledger, SimScheduler scheduler) {
      return mending(
          ledger,
          mending ->
              new LedgerTransaction.Mending(
                  mending.position(),
                  mending.targetKind(),
                  List.of(),
                  mending.total(),
                  mending.closed(),
                  mending.audit()));
    }
  };

  private interface Instead {
    LedgerTransaction.Mending of(LedgerTransaction.Mending mending);
  }

  @Override
  public SimVandal.Mode vandalism() {
    return SimVandal.Mode.DAMAGE;
  }

  private static Ledger mending(Ledger ledger, Instead instead) {
    return new ForwardingLedger(ledger) {
      @Override
      LedgerTransaction wrap(LedgerTransaction transaction) {
        return new ForwardingTransaction(transaction) {
          @Override
          public Counts mend(Mending mending) {
            return to.mend(instead.of(mending));
          }
        };
      }
    };
  }

  private static LedgerTransaction.Mending with(
      LedgerTransaction.Mending mending,
      Ledger.LedgerPosition position,
      RepairCase closed,
      Ledger.@Nullable Repair audit) {
    return new LedgerTransaction.Mending(
        position, mending.targetKind(), mending.rows(), mending.total(), closed, audit);
  }

  /** The same with its case closed already. */
  static LedgerTransaction.Mending closed(LedgerTransaction.Mending mending) {
    RepairCase open = mending.closed();
    return open.state().isOpen()
        ? with(
            mending,
            mending.position(),
            open.closed(CaseState.MENDED, open.cause(), 1, open.outcome()),
            mending.audit())
        : mending;
  }
}
