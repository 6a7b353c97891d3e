package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.figures.Figures;
import dev.ovation.core.port.ConsistencyLedger.Cause;
import dev.ovation.core.port.ConsistencyLedger.Finding;
import dev.ovation.core.port.ConsistencyLedger.View;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The watcher looks on while the simulators crash, delay and reorder everything. It must call
 * nothing wrong that is right, and everything that is damaged. {@code -Dovation.firstSeed=N} starts
 * the ranges somewhere else.
 */
class WatcherSimulationTest {
  private static final int SEEDS = 2_000;
  private static final int CLUSTER_SEEDS = 600;
  private static final int DAMAGED_SEEDS = 1_000;

  private static LongStream seeds(int count) {
    long first = Long.getLong("ovation.firstSeed", 1);
    return LongStream.range(first, first + count);
  }

  private static World lived(long seed) {
    World world = new World(seed, Looks.WATCHED, false);
    try {
      world.run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed, e);
    }
    return world;
  }

  @Test
  void nothingIsCalledWrongInOneProcess() {
    long checked =
        seeds(SEEDS)
            .parallel()
            .map(
                seed -> {
                  World world = lived(seed);
                  world.process().finishWatching();
                  assertThat(world.evidence().findings()).as("seed %d", seed).isEmpty();
                  return world.evidence().checked();
                })
            .sum();
    Figures.tell("watcher", "%d seeds, %d checks, none wrong", SEEDS, checked);
    assertThat(checked).isGreaterThan(SEEDS);
  }

  @Test
  void nothingIsCalledWrongInACluster() {
    long checked =
        seeds(CLUSTER_SEEDS)
            .parallel()
            .map(
                seed -> {
                  ClusterWorld world = new ClusterWorld(seed, Looks.WATCHED_CLUSTER, false);
                  try {
                    world.run();
                  } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError("cluster seed " + seed, e);
                  }
                  world.nodes().forEach(SimNode::finishWatching);
                  assertThat(world.evidence().findings()).as("cluster seed %d", seed).isEmpty();
                  return world.evidence().checked();
                })
            .sum();
    Figures.tell("watcher in a cluster", "%d seeds, %d checks, none wrong", CLUSTER_SEEDS, checked);
    assertThat(checked).isGreaterThan(CLUSTER_SEEDS);
  }

  /**
   * Where nobody saw an event become durable its age is told by the wall clock; one that jumps far
   * makes it look older than all windows, so it is watched no more. Such seeds are left out.
   */
  @Test
  void everyDamagedRowIsFound() {
    long planted =
        seeds(DAMAGED_SEEDS)
            .filter(seed -> ClockJumps.of(seed) == ClockJumps.SECONDS)
            .parallel()
            .map(WatcherSimulationTest::damaged)
            .sum();
    Figures.tell("watcher", "%d seeds, %d rows damaged, all found", DAMAGED_SEEDS, planted);
    assertThat(planted).isGreaterThan(DAMAGED_SEEDS / 3);
  }

  /** Every other row of the ledger is lost or flipped at the end; the last window is to tell. */
  private static long damaged(long seed) {
    World world = lived(seed);
    Map<Interaction, Cause> planted = new LinkedHashMap<>();
    for (int p = 0; p < world.plan().partitioner().partitions(); p++) {
      LedgerState state = world.ledgerDisk().now(p);
      Map<Interaction, Row> rows = new LinkedHashMap<>(state.rows());
      for (Map.Entry<Interaction, Row> row : state.rows().entrySet()) {
        if (row.getValue().value() != null
            && !wasParked(state, row.getKey())
            && world.scheduler().chance(50)) {
          boolean lost = world.scheduler().chance(50);
          if (lost) {
            rows.remove(row.getKey());
          } else {
            Row was = row.getValue();
            rows.put(row.getKey(), new Row("flipped", was.version(), was.atMillis(), was.n()));
          }
          planted.put(row.getKey(), lost ? Cause.LOST : Cause.VALUE_DIFFERS);
        }
      }
      world.ledgerDisk().commit(p, state.with(rows, state.tokens()));
    }
    world.process().finishWatching();
    Map<Interaction, Cause> found =
        world.evidence().findings().stream()
            .filter(finding -> finding.view() == View.LEDGER)
            .filter(finding -> finding.windowMillis() == 60_000)
            .collect(
                Collectors.toMap(WatcherSimulationTest::interaction, Finding::cause, (a, b) -> b));
    assertThat(new TreeSet<>(found.keySet().stream().map(Object::toString).toList()))
        .as("seed %d", seed)
        .isEqualTo(new TreeSet<>(planted.keySet().stream().map(Object::toString).toList()));
    return planted.size();
  }

  /** What was parked once is watched no more. */
  private static boolean wasParked(LedgerState state, Interaction interaction) {
    return state.history().stream()
        .anyMatch(
            letter ->
                letter.parked().event() instanceof RegisterEvent event
                    && event.interaction().equals(interaction));
  }

  private static Interaction interaction(Finding finding) {
    return new Interaction(finding.targetKind(), finding.key());
  }
}
