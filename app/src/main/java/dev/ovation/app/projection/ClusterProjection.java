package dev.ovation.app.projection;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.core.port.PartitionOwnership;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.Projector.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Projects the partitions that this node owns, each by a driver of its own. Thread-safe. */
public final class ClusterProjection implements Projection, PartitionOwnership.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterProjection.class);

  private final OvationConfig config;
  private final ClusterProjector.Ports ports;
  private final LongConsumer commitNanos;
  private final Semaphore turns;
  private final Map<Integer, PartitionDriver> drivers = new ConcurrentHashMap<>();
  private final Map<Integer, String> failing = new ConcurrentHashMap<>();
  private final ProjectionFigures figures = new ProjectionFigures();

  /**
   * @param commitNanos told how long each batch took, from reading the log to the commit
   */
  public ClusterProjection(
      OvationConfig config, ClusterProjector.Ports ports, LongConsumer commitNanos) {
    this.config = config;
    this.ports = ports;
    this.commitNanos = commitNanos;
    // One connection is left for writes that go straight to the ledger, and for purging.
    this.turns = new Semaphore(Math.max(1, config.cluster().postgres().writersMax() - 1), true);
  }

  @Override
  public void assigned(int partition) {
    LOG.info("partition {} is this node's to project", partition);
    int batchEventsMax = config.cluster().postgres().batchEventsMax();
    PartitionDriver driver =
        new PartitionDriver(
            partition,
            ports.log(),
            () -> new ClusterProjector(partition, ports, batchEventsMax),
            turns,
            config.projector(),
            batchEventsMax,
            observer);
    PartitionDriver before = drivers.put(partition, driver);
    if (before != null) {
      before.stop();
    }
    driver.start();
  }

  @Override
  public void revoked(int partition) {
    LOG.info("partition {} goes to another node", partition);
    PartitionDriver driver = drivers.remove(partition);
    ports.keeper().release(partition);
    failing.remove(partition);
    if (driver != null) {
      driver.stop();
    }
  }

  /** Asks for what is there to be projected now. */
  public void hurry() {
    drivers.values().forEach(PartitionDriver::hurry);
  }

  /** How many partitions this node projects. */
  public int owned() {
    return drivers.size();
  }

  /** Ends all drivers after their turns; turns that take longer are cut off. */
  public void close(Duration patience) {
    List<PartitionDriver> ending = new ArrayList<>(drivers.values());
    drivers.clear();
    ending.forEach(PartitionDriver::stop);
    long end = System.nanoTime() + patience.toNanos();
    try {
      for (PartitionDriver driver : ending) {
        driver.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public ProjectionFigures figures() {
    return figures;
  }

  @Override
  public @Nullable String failing() {
    return failing.entrySet().stream()
        .filter(each -> drivers.containsKey(each.getKey()))
        .findAny()
        .map(each -> "partition " + each.getKey() + ": " + each.getValue())
        .orElse(null);
  }

  private final PartitionDriver.Observer observer =
      new PartitionDriver.Observer() {
        @Override
        public void stepped(Progress progress, long nanos) {
          figures.add(progress);
          if (progress.projected() > 0) {
            commitNanos.accept(nanos);
          }
        }

        @Override
        public void failed(int partition, String why) {
          figures.failed();
          failing.put(partition, why);
        }

        @Override
        public void worked(int partition) {
          failing.remove(partition);
        }
      };
}
