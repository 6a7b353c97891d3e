package dev.ovation.core.sim;

import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.Ledger;

/** Bugs as they are made in practice, each in one part. The simulator must catch every one. */
enum PlantedBug implements Parts {
  /** The log tells the caller once an event is written, not once it is synced. */
  ACK_BEFORE_DURABLE {
    @Override
    public SimEventLog.Defect logDefect() {
      return SimEventLog.Defect.ACKNOWLEDGES_BEFORE_SYNC;
    }
  },
  /** The projector reads what a crash may still take away. */
  PROJECTS_WHAT_IS_NOT_SYNCED {
    @Override
    public SimEventLog.Defect logDefect() {
      return SimEventLog.Defect.READS_WHAT_IS_NOT_SYNCED;
    }
  },
  /** The last to arrive wins, whatever its version. */
  NO_VERSION_CHECK {
    @Override
    public Ledger ledger(Ledger ledger, SimScheduler scheduler) {
      return new LedgerBugs.Versionless(ledger);
    }
  },
  /** Rows in one transaction, the position in the next. */
  OFFSET_OUTSIDE_THE_TRANSACTION {
    @Override
    public Ledger ledger(Ledger ledger, SimScheduler scheduler) {
      return new LedgerBugs.PositionApart(ledger, scheduler);
    }
  },
  /** A counter's token is remembered after the commit that counted it, and now and then not. */
  TOKEN_OUTSIDE_THE_TRANSACTION {
    @Override
    public Ledger ledger(Ledger ledger, SimScheduler scheduler) {
      return new LedgerBugs.TokenApart(ledger, scheduler);
    }
  },
  /** A confirm is held back, overtaken by the next one, and comes late. */
  CONFIRM_OUT_OF_ORDER {
    @Override
    public HotStore hot(HotStore hot) {
      return new HotBugs.ConfirmsOutOfOrder(hot);
    }
  },
  /** A confirm drops pending events that its commit did not project. */
  CONFIRM_DROPS_TOO_MUCH {
    @Override
    public HotStore hot(HotStore hot) {
      return new HotBugs.ConfirmsTooFar(hot);
    }
  },
  /** A view is installed although rows changed since it was read. */
  FILL_WITHOUT_LEASE {
    @Override
    public HotStore hot(HotStore hot) {
      return new HotBugs.FillsWithoutLease(hot);
    }
  },
  /** A base is installed whatever commit it was read at. */
  FILL_WITHOUT_COMMIT_NUMBER {
    @Override
    public HotStore hot(HotStore hot) {
      return new HotBugs.FillsAtAnyCommit(hot);
    }
  },
  /** A hint is taken however old it is. */
  HINT_WITHOUT_FLOOR {
    @Override
    public HotStore hot(HotStore hot) {
      return new HotBugs.TakesAnyHint(hot);
    }
  },
  /** Views are not told of commits. */
  VIEWS_ARE_NOT_CONFIRMED {
    @Override
    public HotStore hot(HotStore hot) {
      return new HotBugs.ForgetsViews(hot);
    }
  },
  /** A write is answered without being shown. */
  ANSWER_WITHOUT_APPLY {
    @Override
    public HotStore hot(HotStore hot) {
      return new HotBugs.DoesNotApply(hot);
    }
  },
  /** A purge takes tombstones that older events may still come after. */
  PURGE_WITHOUT_FENCE {
    @Override
    public Ledger ledger(Ledger ledger, SimScheduler scheduler) {
      return new LedgerBugs.PurgesEveryTombstone(ledger);
    }
  },
  /** A letter is dropped or applied, and the hot store is not told. */
  SETTLED_WITHOUT_CONFIRM {
    @Override
    public HotStore hot(HotStore hot) {
      return new HotBugs.ForgetsSettled(hot);
    }
  },
  /** Of two parked events of a register the newer is settled, and the older vanishes with it. */
  NEXT_PARKED_VANISHES {
    @Override
    public HotStore hot(HotStore hot) {
      return new HotBugs.ForgetsTheNextParked(hot);
    }
  },
  /** A retry takes the letter away and does not write its event. */
  RETRY_FORGETS_THE_EVENT {
    @Override
    public Ledger ledger(Ledger ledger, SimScheduler scheduler) {
      return new LedgerBugs.RetryForgetsTheEvent(ledger);
    }
  },
  /** Letters are settled beside the partition's commits, as by whoever is asked. */
  SETTLED_WITHOUT_A_COMMIT {
    @Override
    public Ledger ledger(Ledger ledger, SimScheduler scheduler) {
      return new LedgerBugs.SettlesWithoutCommit(ledger);
    }
  },
  /** A commit that settled letters can't be confirmed again. */
  SETTLED_WITHOUT_A_TRACE {
    @Override
    public Ledger ledger(Ledger ledger, SimScheduler scheduler) {
      return new LedgerBugs.SettlesWithoutTrace(ledger);
    }
  },
  /** After a restart the clock goes by the wall alone. */
  CLOCK_STARTS_ANYWHERE {
    @Override
    public long clockStartsAbove(long highestVersion) {
      return 0;
    }
  }
}
