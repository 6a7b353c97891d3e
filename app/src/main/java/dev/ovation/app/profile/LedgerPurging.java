package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig.PurgeConfig;
import dev.ovation.core.projection.Purger;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Purges the ledger a slice at a time, with rests in which the projector gets its turns. */
final class LedgerPurging {
  private static final Logger LOG = LoggerFactory.getLogger(LedgerPurging.class);

  /** The projector waits for a slice: the rest is so many times as long. */
  private static final int REST_FACTOR = 4;

  private final List<Purger> purgers;
  private final ProfileMeters meters;

  private LedgerPurging(List<Purger> purgers, ProfileMeters meters) {
    this.purgers = List.copyOf(purgers);
    this.meters = meters;
  }

  static LedgerPurging of(
      PurgeConfig config, Purger.Ports ports, int partitions, ProfileMeters meters) {
    Purger.Limits limits = new Purger.Limits(config.tombstoneAge(), config.batchRowsMax());
    return new LedgerPurging(
        IntStream.range(0, partitions).mapToObj(p -> new Purger(p, ports, limits)).toList(),
        meters);
  }

  /**
   * One pass over all partitions, for one thread.
   *
   * @param mayGoOn asked before each slice
   */
  void pass(BooleanSupplier mayGoOn) throws InterruptedException {
    purgers.forEach(Purger::pass);
    for (int p = 0; p < purgers.size(); p++) {
      Purger purger = purgers.get(p);
      boolean more = true;
      while (more && mayGoOn.getAsBoolean()) {
        long began = System.nanoTime();
        Purger.Progress progress = purger.step().join();
        meters.purged(progress.tokens(), progress.tombstones());
        more = progress.more();
        TimeUnit.NANOSECONDS.sleep(REST_FACTOR * (System.nanoTime() - began));
      }
      String hindrance = purger.hindrance();
      if (hindrance != null) {
        LOG.warn("partition {} of the ledger is not purged: {}", p, hindrance);
      }
    }
  }
}
