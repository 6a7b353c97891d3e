package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.engine.NearReads;
import dev.ovation.core.port.DirectPath;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.sim.hot.Defect;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the cluster, each left out once. Without any of them the simulator must find
 * something.
 */
enum ClusterBug implements ClusterParts {
  NO_RUN_ID_CHECK(Defect.NO_RUN_ID),
  PLACE_WRITTEN_THOUGH_NOT_MISSING(Defect.PLACE_THOUGH_NOT_MISSING),
  NEED_IGNORED(Defect.NEED_IGNORED),
  STARTED_IGNORED(Defect.STARTED_IGNORED),
  VIEW_WITHOUT_G(Defect.VIEW_WITHOUT_G),
  PARKED_NOT_LOADED(Defect.PARKED_NOT_LOADED),
  CONFIRM_OVER_GAP(Defect.CONFIRM_OVER_GAP),
  LATE_NOT_SETTLED(Defect.LATE_NOT_SETTLED),
  PLACE_BACKWARDS(Defect.PLACE_BACKWARDS),
  NO_FLOOR(Defect.NO_FLOOR),
  LEASE_STAYS_WHOLE(Defect.LEASE_STAYS_WHOLE),
  NO_FENCING(SimClusterDisk.Defect.NO_FENCING),
  LOSERS_NOT_REAPPENDED(SimClusterDisk.Defect.LOSERS_NOT_REAPPENDED),
  PROJECTOR_LEAVES_OUTBOX_ROW(SimClusterDisk.Defect.OUTBOX_ROW_STAYS),
  VERSION_IS_NO_TOKEN(SimClusterDisk.Defect.VERSIONS_NOT_REMEMBERED),
  SETTLED_STAYS_SHOWN(Defect.SETTLED_STAYS),
  SETTLED_WITHOUT_TRACE(SimClusterDisk.Defect.SETTLED_WITHOUT_TRACE),
  SETTLED_WITHOUT_COMMIT(SimClusterDisk.Defect.SETTLED_WITHOUT_COMMIT),
  RETRY_FORGETS_THE_EVENT(SimClusterDisk.Defect.RETRY_FORGETS_THE_EVENT),
  EXPIRED_PLACE_RENEWED(Defect.EXPIRED_RENEWED),
  RELATIVE_DEADLINE(Defect.RELATIVE_DEADLINE),
  CLAIM_IGNORED(Defect.CLAIM_IGNORED),
  VOID_WITHOUT_WAITING(SimClusterDisk.Defect.ALWAYS_VOID),
  NEW_GENERATION_LEAVES_VOID(SimClusterDisk.Defect.VOID_STAYS),
  VOID_FROM_ANOTHER_SNAPSHOT(SimClusterDisk.Defect.VOID_REMEMBERED),
  CHECKPOINT_WITH_OUTBOX(SimClusterDisk.Defect.CHECKPOINT_WITH_OUTBOX),
  OUTBOX_LEAVES_NO_CHECKPOINT_DUE(SimClusterDisk.Defect.OUTBOX_LEAVES_NOT_DUE),
  OLD_CHECKPOINT_STAYS_LAST(SimClusterDisk.Defect.OLD_CHECKPOINT_LAST),

  /** Clocks of servers are slower than the margin allows for. */
  CLOCK_BEYOND_THE_MARGIN {
    @Override
    public int driftPermille(int planned) {
      return -300;
    }
  },

  /** What goes straight to the ledger is stamped anew, though its append may be in the log. */
  NEW_VERSION_ON_DIRECT_RETRY {
    @Override
    public DirectPath direct(DirectPath direct, HybridClock clock) {
      return event -> direct.write(stampedAnew(event, clock.next(event.version())));
    }
  },

  /** The near cache does not hear of what its own node writes. */
  NEAR_WITHOUT_OWN_WRITES {
    @Override
    public NearReads near(NearReads.Settings settings, TimeSource time) {
      return new NearReads(settings, time) {
        @Override
        public void written(TargetKind targetKind) {}
      };
    }
  },

  /** What is near gets ever older. */
  NEAR_FOR_TOO_LONG {
    @Override
    public NearReads near(NearReads.Settings settings, TimeSource time) {
      return new NearReads(
          new NearReads.Settings(settings.ageMax().multipliedBy(20), settings.entriesMax()), time);
    }
  },

  /** Nobody waits for the ledger: neither who makes a place nor who looks while there is none. */
  COLD_WITHOUT_BARRIER {
    @Override
    public EventLog log(EventLog log) {
      return new ForwardingLog(log) {
        // Nothing is in the log, as far as those are told who want to wait for it.
        @Override
        public CompletableFuture<Long> endNow(int partition) {
          return CompletableFuture.completedFuture(0L);
        }
      };
    }
  };

  private final @Nullable Defect hot;
  private final SimClusterDisk.@Nullable Defect ledger;

  ClusterBug() {
    this.hot = null;
    this.ledger = null;
  }

  ClusterBug(Defect defect) {
    this.hot = defect;
    this.ledger = null;
  }

  ClusterBug(SimClusterDisk.Defect defect) {
    this.hot = null;
    this.ledger = defect;
  }

  @Override
  public Set<Defect> hotDefects() {
    return hot == null ? Set.of() : Set.of(hot);
  }

  @Override
  public Set<SimClusterDisk.Defect> ledgerDefects() {
    return ledger == null ? Set.of() : Set.of(ledger);
  }

  private static Event stampedAnew(Event event, long version) {
    return switch (event) {
      case RegisterEvent e -> new RegisterEvent(e.interaction(), e.value(), version, e.atMillis());
      case CounterEvent e ->
          new CounterEvent(e.interaction(), e.by(), e.token(), version, e.atMillis());
      case Checkpoint e -> e;
    };
  }
}
