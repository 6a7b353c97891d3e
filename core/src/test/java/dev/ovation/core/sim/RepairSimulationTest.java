package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.figures.Figures;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Somebody changes ledger and hot store by hand while the simulators crash, delay and reorder
 * everything. At rest all must be as the log says, every repair audited, and no answered write
 * lost; and where cases are opened of what is right, nothing may change. {@code
 * -Dovation.firstSeed=N} starts the ranges somewhere else.
 */
class RepairSimulationTest {
  private static final long FIRST = Long.getLong("ovation.firstSeed", 1);
  private static final int SEEDS = 300;
  private static final int CLUSTER_SEEDS = 90;
  private static final int MANY_SEEDS = 20_000;
  private static final int MANY_CLUSTER_SEEDS = 6_000;

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
    return tally("seed " + seed, mode, new World(seed, Looks.meddled(mode), false));
  }

  private static Tally livedInACluster(long seed, SimVandal.Mode mode) {
    return tally(
        "cluster seed " + seed, mode, new ClusterWorld(seed, Looks.meddledCluster(mode), false));
  }

  private static Tally tally(String which, SimVandal.Mode mode, History history) {
    try {
      history.run();
      if (mode == SimVandal.Mode.CASES) {
        assertThat(history.vandal().closed()).allMatch(each -> each.state() == CaseState.SOUND);
      }
      return Tally.of(history.vandal());
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(which + ": " + e, e);
    }
  }

  private static Tally all(int count, LongFunction<Tally> lives, String what) {
    LongStream seeds = LongStream.range(FIRST, FIRST + count);
    Tally tally = seeds.parallel().mapToObj(lives).reduce(new Tally(0, 0, 0), Tally::plus);
    Figures.tell(what, "seeds from %d, %d of them, %s", FIRST, count, tally);
    return tally;
  }

  private static void isMended(int seeds, int clusterSeeds) {
    Tally one = all(seeds, seed -> lived(seed, SimVandal.Mode.DAMAGE), "repairs");
    Tally cluster =
        all(
            clusterSeeds,
            seed -> livedInACluster(seed, SimVandal.Mode.DAMAGE),
            "repairs in a cluster");
    assertThat(one.mended()).isGreaterThan(seeds / 2);
    assertThat(cluster.mended()).isGreaterThan(clusterSeeds / 2);
  }

  private static void isLeftAlone(int seeds, int clusterSeeds) {
    Tally one = all(seeds, seed -> lived(seed, SimVandal.Mode.CASES), "cases of what is right");
    Tally cluster =
        all(
            clusterSeeds,
            seed -> livedInACluster(seed, SimVandal.Mode.CASES),
            "cases of what is right in a cluster");
    assertThat(one.sound()).isGreaterThan(seeds);
    assertThat(cluster.sound()).isGreaterThan(clusterSeeds);
  }

  @Test
  void whatIsDamagedIsMended() {
    isMended(SEEDS, CLUSTER_SEEDS);
  }

  @Test
  void whatIsRightStaysAsItIs() {
    isLeftAlone(SEEDS, CLUSTER_SEEDS);
  }

  @Test
  @Tag("long")
  void whatIsDamagedIsMendedInManyHistories() {
    isMended(MANY_SEEDS, MANY_CLUSTER_SEEDS);
  }

  @Test
  @Tag("long")
  void whatIsRightStaysAsItIsInManyHistories() {
    isLeftAlone(MANY_SEEDS, MANY_CLUSTER_SEEDS);
  }
}
