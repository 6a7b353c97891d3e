package dev.ovation.core.sim;

import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.sim.Simulation.Trace;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can be simulated: one process or a cluster, alone, looked on at, or damaged by hand. */
public enum Setting implements Lives {
  /** One process with everything on its own disk; it crashes and starts again. */
  PROCESS {
    @Override
    public History history(long seed, UnaryOperator<Record> change, boolean recording) {
      return new World(seed, Parts.GOOD, recording, change);
    }
  },
  /** The same, and a watcher looks on, which must call nothing wrong. */
  PROCESS_WATCHED {
    @Override
    public History history(long seed, UnaryOperator<Record> change, boolean recording) {
      return new World(seed, Looks.WATCHED, recording, change);
    }

    @Override
    void end(History history) {
      World world = (World) history;
      world.process().finishWatching();
      nothingIsCalledWrong(world.evidence(), world.sweeps());
    }
  },
  /** The same, and a sweeper looks on, which must call nothing wrong. */
  PROCESS_SWEPT {
    @Override
    public History history(long seed, UnaryOperator<Record> change, boolean recording) {
      return new World(seed, Looks.SWEPT, recording, change);
    }

    @Override
    void end(History history) {
      World world = (World) history;
      world.process().finishSweeping();
      nothingIsCalledWrong(world.evidence(), world.sweeps());
    }
  },
  /** Ledger and hot store are damaged by hand, and all is mended in the end. */
  PROCESS_DAMAGED {
    @Override
    public History history(long seed, UnaryOperator<Record> change, boolean recording) {
      return new World(seed, Looks.DAMAGED, recording, change);
    }
  },
  /** Somebody has what is right looked at again and again, and nothing changes. */
  PROCESS_DOUBTED {
    @Override
    public History history(long seed, UnaryOperator<Record> change, boolean recording) {
      return new World(seed, Looks.DOUBTED, recording, change);
    }

    @Override
    void end(History history) {
      allIsSound(((World) history).vandal());
    }
  },
  /** Nodes that share log, hot store and ledger, each of which fails. */
  CLUSTER {
    @Override
    public History history(long seed, UnaryOperator<Record> change, boolean recording) {
      return new ClusterWorld(seed, ClusterParts.GOOD, recording, change);
    }
  },
  /** The same, and watchers look on, which must call nothing wrong. */
  CLUSTER_WATCHED {
    @Override
    public History history(long seed, UnaryOperator<Record> change, boolean recording) {
      return new ClusterWorld(seed, Looks.WATCHED_CLUSTER, recording, change);
    }

    @Override
    void end(History history) {
      ClusterWorld world = (ClusterWorld) history;
      world.nodes().forEach(SimNode::finishWatching);
      nothingIsCalledWrong(world.evidence(), world.sweeps());
    }
  },
  /** The same, and a sweeper looks on, which must call nothing wrong. */
  CLUSTER_SWEPT {
    @Override
    public History history(long seed, UnaryOperator<Record> change, boolean recording) {
      return new ClusterWorld(seed, Looks.SWEPT_CLUSTER, recording, change);
    }

    @Override
    void end(History history) {
      ClusterWorld world = (ClusterWorld) history;
      world.nodes().getFirst().finishSweeping();
      nothingIsCalledWrong(world.evidence(), world.sweeps());
    }
  },
  /** Ledger and hot store are damaged by hand, and all is mended in the end. */
  CLUSTER_DAMAGED {
    @Override
    public History history(long seed, UnaryOperator<Record> change, boolean recording) {
      return new ClusterWorld(seed, Looks.DAMAGED_CLUSTER, recording, change);
    }
  },
  /** Somebody has what is right looked at again and again, and nothing changes. */
  CLUSTER_DOUBTED {
    @Override
    public History history(long seed, UnaryOperator<Record> change, boolean recording) {
      return new ClusterWorld(seed, Looks.DOUBTED_CLUSTER, recording, change);
    }

    @Override
    void end(History history) {
      allIsSound(((ClusterWorld) history).vandal());
    }
  };

  /** Looks at what is left, once a history has come to its end. */
  void end(History history) {}

  /**
   * Lives through a seed.
   *
   * @throws SeedFailure when an invariant does not hold, or something else failed
   */
  public Trace live(long seed) {
    History history = history(seed, UnaryOperator.identity(), false);
    Throwable failure = failure(history);
    if (failure != null) {
      throw new SeedFailure(this, seed, failure);
    }
    return new Trace(history.steps(), history.traceHash());
  }

  @Override
  public @Nullable Throwable failure(History history) {
    try {
      history.run();
      end(history);
      return null;
    } catch (RuntimeException | AssertionError e) {
      return e;
    }
  }

  /** Tells a seed's whole story, whether it breaks something or not. */
  public String story(long seed) {
    History history = history(seed, UnaryOperator.identity(), true);
    Throwable failure = failure(history);
    return history.explain(failure == null ? new AssertionError("nothing failed") : failure);
  }

  /** The smallest history near a seed that breaks the same, and its story. */
  public String smallest(SeedFailure failed) {
    return new Shrinking(this, failed).smallest().toString();
  }

  private static void nothingIsCalledWrong(SimConsistencyLedger evidence, SimSweepLedger sweeps) {
    if (!evidence.findings().isEmpty()) {
      throw new InvariantViolation(
          Invariant.NOTHING_RIGHT_IS_CALLED_WRONG, null, evidence.findings().toString());
    }
    var cases = sweeps.cases(0, 100);
    if (!cases.isEmpty()) {
      throw new InvariantViolation(
          Invariant.NOTHING_RIGHT_IS_CALLED_WRONG, cases.getFirst().targetKind(), cases.toString());
    }
  }

  private static void allIsSound(SimVandal vandal) {
    vandal.closed().stream()
        .filter(each -> each.state() != CaseState.SOUND)
        .findFirst()
        .ifPresent(
            wrong -> {
              throw new InvariantViolation(
                  Invariant.NOTHING_RIGHT_IS_CALLED_WRONG, wrong.targetKind(), wrong.toString());
            });
  }
}
