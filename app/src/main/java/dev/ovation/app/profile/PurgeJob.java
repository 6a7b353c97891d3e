package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.job.Jobs;
import dev.ovation.app.job.SingletonJob;
import dev.ovation.app.job.Singletons;
import dev.ovation.app.profile.ClusterNode.EngineSet;
import dev.ovation.core.projection.Purger;

/** Lets the ledger forget what nothing can need any more, on one node at a time. */
final class PurgeJob {
  private static final String LEASE = "job/purge";

  private final OvationConfig config;
  private final SingletonJob lease;
  private final LedgerPurging purging;

  PurgeJob(OvationConfig config, EngineSet engines, Singletons singletons, ProfileMeters meters) {
    this.config = config;
    this.lease = singletons.seldom(LEASE);
    this.purging =
        LedgerPurging.of(
            config.purge(),
            new Purger.Ports(engines.log(), engines.ledger(), engines.hot()),
            engines.log().partitions(),
            meters);
  }

  /**
   * A node that comes to hold the lease only then begins to watch the log's end, so what it purges
   * first is what was old two passes later.
   */
  void schedule(Jobs jobs) {
    jobs.every("purge", config.purge().interval(), () -> lease.run(purging::pass));
  }
}
