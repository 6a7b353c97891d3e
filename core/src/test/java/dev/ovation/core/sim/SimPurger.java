package dev.ovation.core.sim;

import dev.ovation.core.projection.Purger;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Purges one partition now and then. Tombstones may be of any age here (of a short one where a
 * sweeper goes by it), so that what keeps a purge from taking too much is its fence alone: between
 * two passes every append has ended that was under way at the first.
 */
final class SimPurger {
  /** How old they are where a sweeper looks on. */
  static final Duration AGE_WHERE_SWEPT = Duration.ofMillis(30);

  private static final int ROWS_MAX = 2;
  private static final int CHANCE_PERCENT = 20;

  private final World world;
  private final int life;
  private final SimEventLog log;
  private final Purger purger;
  private Set<Long> awaited = Set.of();
  private boolean busy;
  private int passesLeft;

  SimPurger(World world, int life, int partition, SimEventLog log, Purger.Ports ports) {
    this.world = world;
    this.life = life;
    this.log = log;
    Duration age = world.parts().isSwept() ? AGE_WHERE_SWEPT : Duration.ZERO;
    this.purger = new Purger(partition, ports, new Purger.Limits(age, ROWS_MAX));
    // What is watched is young, and no purge that leaves alone what is young would touch it.
    this.passesLeft = world.parts().isWatched() ? 0 : world.plan().purges();
  }

  void wake() {
    if (!busy
        && passesLeft > 0
        && Collections.disjoint(awaited, log.underWay())
        && world.scheduler().chance(CHANCE_PERCENT)) {
      busy = true;
      passesLeft--;
      next(true);
    }
  }

  private void next(boolean isPass) {
    world.scheduler().step(life, "purger steps", () -> step(isPass));
  }

  private void step(boolean isPass) {
    try {
      if (isPass) {
        purger.pass();
        awaited = log.underWay();
      }
      var _ = purger.step().whenComplete(this::stepped);
    } catch (RuntimeException e) {
      stepped(null, e);
    }
  }

  private void stepped(Purger.@Nullable Progress progress, @Nullable Throwable failure) {
    if (failure != null) {
      world.failIfUnexpected(failure);
    }
    busy = progress != null && progress.more();
    if (busy) {
      next(false);
    }
  }
}
