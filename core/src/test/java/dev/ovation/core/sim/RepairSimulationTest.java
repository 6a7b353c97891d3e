package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Somebody changes ledger and hot store by hand while the simulators crash, delay and reorder
 * everything. At rest all must be as the log says, every repair audited, and no answered write
 * lost; and where cases are opened of what is right, nothing may change. {@code
 * -Dovation.firstSeed=N} starts the ranges somewhere else.
 */
class RepairSimulationTest {
  private static final int SEEDS = 1000;
  private static final int CLUSTER_SEEDS = 300;

  static Parts parts(SimVandal.Mode mode) {
    return new Parts() {
      @Override
      public SimVandal.Mode vandalism() {
        return mode;
      }
    };
  }

  static ClusterParts clusterParts(SimVandal.Mode mode) {
    return new ClusterParts() {
      @Override
      public SimVandal.Mode vandalism() {
        return mode;
      }
    };
  }

  private static LongStream seeds(int count) {
    long first = Long.getLong("ovation.firstSeed", 1);
    return LongStream.range(first, first + count);
  }

  private record Tally(long planted, long mended, long sound) {
    Tally plus(Tally other) {
      return new Tally(planted + other.planted, mended + other.mended, sound + other.sound);
    }

    static Tally of(SimVandal vandal) {
      List<RepairCase> closed = vandal.closed();
      return new Tally(
          vandal.planted(),
          closed.stream().filter(each -> each.state() == CaseState.MENDED).count(),
          closed.stream().filter(each -> each.state() == CaseState.SOUND).count());
    }
  }

  private static Tally lived(long seed, SimVandal.Mode mode) {
    World world = new World(seed, parts(mode), false);
    try {
      world.run();
      if (mode == SimVandal.Mode.CASES) {
        assertThat(world.vandal().closed()).allMatch(each -> each.state() == CaseState.SOUND);
      }
      return Tally.of(world.vandal());
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e, e);
    }
  }

  private static Tally livedInACluster(long seed, SimVandal.Mode mode) {
    ClusterWorld world = new ClusterWorld(seed, clusterParts(mode), false);
    try {
      world.run();
      if (mode == SimVandal.Mode.CASES) {
        assertThat(world.vandal().closed()).allMatch(each -> each.state() == CaseState.SOUND);
      }
      return Tally.of(world.vandal());
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("cluster seed " + seed + ": " + e, e);
    }
  }

  @Test
  void whatIsDamagedIsMendedInOneProcess() {
    Tally tally =
        seeds(SEEDS)
            .parallel()
            .mapToObj(seed -> lived(seed, SimVandal.Mode.DAMAGE))
            .reduce(new Tally(0, 0, 0), Tally::plus);
    System.out.printf("repairs: %d seeds, %s%n", SEEDS, tally);
    assertThat(tally.mended()).isGreaterThan(SEEDS / 2);
  }

  @Test
  void whatIsDamagedIsMendedInACluster() {
    Tally tally =
        seeds(CLUSTER_SEEDS)
            .parallel()
            .mapToObj(seed -> livedInACluster(seed, SimVandal.Mode.DAMAGE))
            .reduce(new Tally(0, 0, 0), Tally::plus);
    System.out.printf("repairs in a cluster: %d seeds, %s%n", CLUSTER_SEEDS, tally);
    assertThat(tally.mended()).isGreaterThan(CLUSTER_SEEDS / 2);
  }

  @Test
  void whatIsRightStaysAsItIsInOneProcess() {
    Tally tally =
        seeds(SEEDS)
            .parallel()
            .mapToObj(seed -> lived(seed, SimVandal.Mode.CASES))
            .reduce(new Tally(0, 0, 0), Tally::plus);
    System.out.printf("cases of what is right: %d seeds, %s%n", SEEDS, tally);
    assertThat(tally.sound()).isGreaterThan(SEEDS);
  }

  @Test
  void whatIsRightStaysAsItIsInACluster() {
    Tally tally =
        seeds(CLUSTER_SEEDS)
            .parallel()
            .mapToObj(seed -> livedInACluster(seed, SimVandal.Mode.CASES))
            .reduce(new Tally(0, 0, 0), Tally::plus);
    System.out.printf("cases of what is right in a cluster: %d seeds, %s%n", CLUSTER_SEEDS, tally);
    assertThat(tally.sound()).isGreaterThan(CLUSTER_SEEDS);
  }
}
