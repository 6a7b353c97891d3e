package dev.ovation.core.sim;

import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.sim.SimVandal.Mode;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can be simulated: one process or a cluster, alone, looked on at, or damaged by hand. */
public enum Setting implements Lives {
  /** One process with everything on its own disk; it crashes and starts again. */
  PROCESS(process(Parts.GOOD), Setting::nothing),
  /** The same, and a watcher looks on, which must call nothing wrong. */
  PROCESS_WATCHED(process(Looks.WATCHED), Setting::watchedToTheEnd),
  /** The same, and a sweeper looks on, which must call nothing wrong. */
  PROCESS_SWEPT(process(Looks.SWEPT), Setting::sweptToTheEnd),
  /** Ledger and hot store are damaged by hand, and all is mended in the end. */
  PROCESS_DAMAGED(process(Looks.meddled(Mode.DAMAGE)), Setting::allIsAudited),
  /** Somebody has what is right looked at again and again, and nothing changes. */
  PROCESS_DOUBTED(process(Looks.meddled(Mode.CASES)), Setting::allIsSound),
  /** Nodes that share log, hot store and ledger, each of which fails. */
  CLUSTER(cluster(ClusterParts.GOOD), Setting::nothing),
  /** The same, and watchers look on, which must call nothing wrong. */
  CLUSTER_WATCHED(cluster(Looks.WATCHED_CLUSTER), Setting::watchedToTheEnd),
  /** The same, and a sweeper looks on, which must call nothing wrong. */
  CLUSTER_SWEPT(cluster(Looks.SWEPT_CLUSTER), Setting::sweptToTheEnd),
  /** Ledger and hot store are damaged by hand, and all is mended in the end. */
  CLUSTER_DAMAGED(cluster(Looks.meddledCluster(Mode.DAMAGE)), Setting::allIsAudited),
  /** Somebody has what is right looked at again and again, and nothing changes. */
  CLUSTER_DOUBTED(cluster(Looks.meddledCluster(Mode.CASES)), Setting::allIsSound);

  @SuppressWarnings("ImmutableEnumChecker") // A function without state.
  private final Lives lives;

  /** Looks at what is left, once a history has come to its end. */
  @SuppressWarnings("ImmutableEnumChecker") // A function without state.
  private final Consumer<History> end;

  Setting(Lives lives, Consumer<History> end) {
    this.lives = lives;
    this.end = end;
  }

  private static Lives process(Parts parts) {
    return (seed, change, recording) -> new World(seed, parts, recording, change);
  }

  private static Lives cluster(ClusterParts parts) {
    return (seed, change, recording) -> new ClusterWorld(seed, parts, recording, change);
  }

  @Override
  public History history(long seed, UnaryOperator<Record> change, boolean recording) {
    return lives.history(seed, change, recording);
  }

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

  /** The same; what fails tells its whole story. */
  Trace check(long seed) {
    try {
      return live(seed);
    } catch (SeedFailure e) {
      throw new AssertionError(e.getMessage() + System.lineSeparator() + story(seed), e);
    }
  }

  @Override
  public @Nullable Throwable failure(History history) {
    return Lives.failure(history, end);
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

  private static void nothing(History history) {}

  private static void watchedToTheEnd(History history) {
    history.finishWatching();
    nothingIsCalledWrong(history);
  }

  private static void sweptToTheEnd(History history) {
    history.finishSweeping();
    nothingIsCalledWrong(history);
  }

  private static void nothingIsCalledWrong(History history) {
    var findings = history.evidence().findings();
    if (!findings.isEmpty()) {
      throw new InvariantViolation(
          Invariant.NOTHING_RIGHT_IS_CALLED_WRONG, null, findings.toString());
    }
    var cases = history.sweeps().cases(0, 100);
    if (!cases.isEmpty()) {
      throw new InvariantViolation(
          Invariant.NOTHING_RIGHT_IS_CALLED_WRONG, cases.getFirst().targetKind(), cases.toString());
    }
  }

  /** The vandal knows what was closed without an audit. */
  private static void allIsAudited(History history) {
    history.vandal().closed();
  }

  private static void allIsSound(History history) {
    history.vandal().closed().stream()
        .filter(each -> each.state() != CaseState.SOUND)
        .findFirst()
        .ifPresent(
            wrong -> {
              throw new InvariantViolation(
                  Invariant.NOTHING_RIGHT_IS_CALLED_WRONG, wrong.targetKind(), wrong.toString());
            });
  }
}
