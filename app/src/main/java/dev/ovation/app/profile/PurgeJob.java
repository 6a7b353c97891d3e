package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.profile.ClusterNode.EngineSet;
import dev.ovation.core.projection.Purger;
import java.util.ArrayList;
import java.util.List;

/** Lets the ledger forget what nothing can need any more, on one node at a time. */
final class PurgeJob {
  private static final String LEASE = "job/purge";

  private final OvationConfig config;
  private final SingletonJob lease;
  private final LedgerPurging purging;

  PurgeJob(OvationConfig config, EngineSet engines, String holder, ProfileMeters meters) {
    this.config = config;
    this.lease = new SingletonJob(engines.ledger(), LEASE, holder);
    Purger.Limits limits =
        new Purger.Limits(config.purge().tombstoneAge(), config.purge().batchRowsMax());
    List<Purger> purgers = new ArrayList<>();
    for (int p = 0; p < engines.log().partitions(); p++) {
      purgers.add(
          new Purger(p, new Purger.Ports(engines.log(), engines.ledger(), engines.hot()), limits));
    }
    this.purging = new LedgerPurging(purgers, meters);
  }

  /**
   * A node that comes to hold the lease only then begins to watch the log's end, so what it purges
   * first is what was old two passes later.
   */
  void schedule(Jobs jobs) {
    jobs.every("purge", config.purge().interval(), () -> lease.run(purging::pass));
  }
}
