package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.job.Jobs;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work that nobody waits for: compacting and verifying the log, purging the ledger. All of it
 * is done a little at a time with rests in between, so that writes and the projector hardly notice.
 * Each method is for one thread, and stops with {@link InterruptedException} when that is
 * interrupted; what is done is done, and the next run goes on.
 */
final class Maintenance {
  private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);
  private static final Duration FIRST_VERIFICATION = Duration.ofMinutes(1);

  /** Where a lock is held that others wait for: the rest is so many times as long as the work. */
  private static final int REST_FACTOR = 4;

  private final OvationConfig config;
  private final Stores stores;
  private final LedgerPurging purging;
  private final ProfileMeters meters;

  Maintenance(OvationConfig config, Stores stores, LedgerPurging purging, ProfileMeters meters) {
    this.config = config;
    this.stores = stores;
    this.purging = purging;
    this.meters = meters;
  }

  void schedule(Jobs jobs) {
    jobs.every("log compaction", config.log().compactionInterval(), this::compactLog);
    jobs.every("purge", config.purge().interval(), this::purge);
    jobs.every(
        "log verification",
        FIRST_VERIFICATION,
        config.log().verificationInterval(),
        this::verifyLog);
  }

  /** Compacts the log and gives free space back. */
  void compactLog() throws InterruptedException {
    long began = System.nanoTime();
    long dropped = stores.compactLog(config.log().retention());
    if (dropped > 0) {
      LOG.info(
          "log compaction dropped {} events in {} ms",
          dropped,
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    }
    boolean more = true;
    while (more) {
      long sliceBegan = System.nanoTime();
      more = stores.shrinkLog();
      rest(REST_FACTOR * (System.nanoTime() - sliceBegan));
    }
  }

  /** One pass over all partitions. */
  void purge() throws InterruptedException {
    purging.pass(() -> true);
  }

  /** Verifies the whole log once, no faster than configured. */
  void verifyLog() throws InterruptedException {
    long bytesPerSecond = config.log().verificationRate().bytes();
    boolean more = true;
    while (more) {
      long began = System.nanoTime();
      Stores.Verified verified = stores.verifyLog();
      meters.verified(verified.bytes(), verified.damagedPartitions());
      more = !verified.isLast();
      long due = verified.bytes() * TimeUnit.SECONDS.toNanos(1) / bytesPerSecond;
      rest(due - (System.nanoTime() - began));
    }
  }

  private static void rest(long nanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (nanos > 0) {
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }
}
