package dev.ovation.core.engine;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.DirectPath;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.port.Timer;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * All that the engine touches. Nothing else lets time, threads or I/O in, so it runs the same on
 * real engines and, in one thread, under a simulator.
 *
 * @param blocking runs the ledger's blocking calls, for example one virtual thread each
 * @param hurry asks whoever projects not to let events gather any longer, because somebody waits
 *     for the ledger; cheap, and may be asked often
 * @param cluster null where hot store and engine live and die together
 */
public record Ports(
    Partitioner partitioner,
    HybridClock clock,
    TimeSource time,
    Timer timer,
    Executor blocking,
    EventLog log,
    HotStore hot,
    Ledger ledger,
    Runnable hurry,
    @Nullable Cluster cluster) {

  /** The ports of one process. */
  public Ports(
      Partitioner partitioner,
      HybridClock clock,
      TimeSource time,
      Timer timer,
      Executor blocking,
      EventLog log,
      HotStore hot,
      Ledger ledger,
      Runnable hurry) {
    this(partitioner, clock, time, timer, blocking, log, hot, ledger, hurry, null);
  }

  /**
   * What the engine touches in addition where several nodes share a hot store that may forget.
   *
   * @param hot the same as above
   * @param ledger the same as above
   * @param direct writes while the log is down
   * @param patience how long a write waits to become visible, and a read for the ledger
   * @param near counts that were told a moment ago; null where each reader asks for himself
   */
  public record Cluster(
      ClusterHotStore hot,
      ClusterLedger ledger,
      DirectPath direct,
      Duration patience,
      @Nullable NearReads near) {

    /** Without a near cache. */
    public Cluster(
        ClusterHotStore hot, ClusterLedger ledger, DirectPath direct, Duration patience) {
      this(hot, ledger, direct, patience, null);
    }
  }
}
