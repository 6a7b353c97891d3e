package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.figures.Figures;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The sweeper looks on while the simulators crash, delay and reorder everything. It must call
 * nothing wrong that is right, and everything that is damaged. {@code -Dovation.firstSeed=N} starts
 * the ranges somewhere else.
 */
class SweeperSimulationTest {
  private static final int SEEDS = 300;
  private static final int CLUSTER_SEEDS = 50;
  private static final int DAMAGED_SEEDS = 150;

  private static LongStream seeds(int count) {
    long first = Long.getLong("ovation.firstSeed", 1);
    return LongStream.range(first, first + count);
  }

  private static World lived(long seed) {
    World world = new World(seed, Looks.SWEPT, false);
    try {
      world.run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
    return world;
  }

  private static Set<String> cases(SimSweepLedger sweeps) {
    return sweeps.cases(0, 10_000).stream()
        .map(SweeperSimulationTest::told)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String told(RepairCase one) {
    return one.targetKind() + ": " + one.cause() + ", " + one.evidence();
  }

  @Test
  void nothingIsCalledWrongInOneProcess() {
    long looks =
        seeds(SEEDS)
            .parallel()
            .map(
                seed -> {
                  World world = lived(seed);
                  world.process().finishSweeping();
                  assertThat(cases(world.sweeps())).as("seed %d", seed).isEmpty();
                  return world.evidence().figure("sweep.full.slots");
                })
            .sum();
    Figures.tell("sweeper", "%d seeds, %d slots compared, no case", SEEDS, looks);
    assertThat(looks).isGreaterThan(SEEDS);
  }

  @Test
  void nothingIsCalledWrongInACluster() {
    long looks =
        seeds(CLUSTER_SEEDS)
            .parallel()
            .map(
                seed -> {
                  ClusterWorld world = new ClusterWorld(seed, Looks.SWEPT_CLUSTER, false);
                  try {
                    world.run();
                  } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("cluster seed " + seed, e);
                  }
                  world.nodes().getFirst().finishSweeping();
                  assertThat(cases(world.sweeps())).as("cluster seed %d", seed).isEmpty();
                  return world.evidence().figure("sweep.full.slots");
                })
            .sum();
    Figures.tell(
        "sweeper in a cluster", "%d seeds, %d slots compared, no case", CLUSTER_SEEDS, looks);
    assertThat(looks).isGreaterThan(CLUSTER_SEEDS);
  }

  @Test
  void everyDamagedTargetIsFound() {
    long planted = seeds(DAMAGED_SEEDS).parallel().map(SweeperSimulationTest::damaged).sum();
    Figures.tell("sweeper", "%d seeds, %d rows damaged, all found", DAMAGED_SEEDS, planted);
    assertThat(planted).isGreaterThan(DAMAGED_SEEDS / 2);
  }

  /** Some rows of the ledger are lost, flipped or brought back at the end. */
  private static long damaged(long seed) {
    World world = lived(seed);
    TreeSet<String> planted = new TreeSet<>();
    for (int p = 0; p < world.plan().partitioner().partitions(); p++) {
      LedgerState state = world.ledgerDisk().now(p);
      Map<Interaction, Row> rows = new LinkedHashMap<>(state.rows());
      for (Map.Entry<Interaction, Row> row : state.rows().entrySet()) {
        if (world.scheduler().chance(40)) {
          damage(world, rows, row.getKey(), row.getValue());
          planted.add(row.getKey().targetKind().toString());
        }
      }
      world.ledgerDisk().commit(p, state.with(rows, state.tokens()));
    }
    world.process().finishSweeping();
    TreeSet<String> found = new TreeSet<>();
    world.sweeps().cases(0, 10_000).forEach(one -> found.add(one.targetKind().toString()));
    assertThat(found).as("seed %d", seed).isEqualTo(planted);
    return planted.size();
  }

  private static void damage(World world, Map<Interaction, Row> rows, Interaction key, Row row) {
    if (row.value() == null) {
      rows.put(key, new Row("back", row.version(), row.atMillis(), row.n()));
    } else if (world.scheduler().chance(50)) {
      rows.remove(key);
    } else {
      rows.put(key, new Row("flipped", row.version(), row.atMillis(), row.n()));
    }
  }
}
