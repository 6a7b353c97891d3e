package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.engine.Ports;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.projection.Projector;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The real engine, projector and hot store with one partition, moved step by step by a test. Log
 * and ledger take their steps when told: "log writes", "log syncs", "log acknowledges", "ledger
 * reads", "ledger answers".
 */
final class Script {
  static final Target VIDEO = new Target("default", "video", "v1");
  static final TargetKind LIKES = new TargetKind(VIDEO, "like");

  private static final Partitioner PARTITIONER = new Partitioner(1);
  private static final int PROJECTOR_STEPS_MAX = 1_000;

  private final Story story = new Story(false);
  final SimTime time = new SimTime();
  private final SimScheduler scheduler = new SimScheduler(1, story);
  private final SimEventLog.Disk logDisk = new SimEventLog.Disk(PARTITIONER);
  private final SimLedger.Disk ledgerDisk = new SimLedger.Disk(PARTITIONER);
  private final SimEventLog log =
      new SimEventLog(
          scheduler,
          story,
          logDisk,
          SimScheduler.OUTSIDE,
          new SimEventLog.Behaviour(true, () -> 0, SimEventLog.Defect.NONE));
  private final Setup setup;
  private int ledgerFailurePercent;
  private final SimLedger ledger =
      new SimLedger(scheduler, story, ledgerDisk, SimScheduler.OUTSIDE, () -> ledgerFailurePercent);

  MemoryHotStore store;
  Capturing hot;
  Engine engine;
  Projector projector;

  /** What a script starts from. */
  record Setup(long baseBytesMax, int viewRowsMax, Kinds projectorKinds) {
    static final Setup USUAL = new Setup(1_000_000, 100, Kinds.standard());

    Setup basesOf(long bytes) {
      return new Setup(bytes, viewRowsMax, projectorKinds);
    }

    Setup viewsOf(int rows) {
      return new Setup(baseBytesMax, rows, projectorKinds);
    }

    /** The projector parks every like. */
    Setup parkingLikes() {
      List<Kind> kinds =
          Kinds.standard().all().stream()
              .map(kind -> kind.name().equals("like") ? new Kind.Counter("like") : kind)
              .toList();
      return new Setup(baseBytesMax, viewRowsMax, new Kinds(kinds));
    }
  }

  /** Keeps the last confirm, so that it can be repeated when it is no longer wanted. */
  static final class Capturing extends ForwardingHotStore {
    @Nullable Commit commit;
    List<TargetConfirm> targets = List.of();

    Capturing(MemoryHotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<Confirmed> confirmTargets(
        Commit newCommit, List<TargetConfirm> newTargets) {
      commit = newCommit;
      targets = newTargets;
      return to.confirmTargets(newCommit, newTargets);
    }
  }

  Script() {
    this(Setup.USUAL);
  }

  Script(Setup setup) {
    this.setup = setup;
    this.store = newStore();
    this.hot = new Capturing(store);
    this.projector = newProjector();
    project();
    this.engine = newEngine();
  }

  private MemoryHotStore newStore() {
    return new MemoryHotStore(
        PARTITIONER,
        new MemoryHotStore.Limits(setup.baseBytesMax(), 1_000_000, 1_000_000, setup.viewRowsMax()));
  }

  private Projector newProjector() {
    return new Projector(
        0, new Projector.Ports(log, ledger, hot, setup.projectorKinds(), time), 100);
  }

  private Engine newEngine() {
    return new Engine(
        Kinds.standard(),
        new Ports(
            PARTITIONER,
            new HybridClock(time, 1, projector.position().version()),
            time,
            time.timer(scheduler, SimScheduler.OUTSIDE),
            scheduler.executor(SimScheduler.OUTSIDE, "blocking"),
            log,
            hot,
            ledger,
            () -> {}),
        setup.viewRowsMax());
  }

  /** The process dies and starts again: hot store and clock are gone, the log is drained. */
  void restart() {
    store = newStore();
    hot = new Capturing(store);
    projector = newProjector();
    project();
    engine = newEngine();
  }

  /** The projector dies, and with it the confirm that it was at. */
  void replaceProjector() {
    projector = newProjector();
  }

  /** Evicts the base of the likes, where there is room for one base only. */
  void evict() {
    Place place = Objects.requireNonNull(store.place(0).join());
    TargetKind other = new TargetKind(new Target("default", "video", "v2"), "like");
    assertThat(store.fillBase(other, new BaseSnapshot(Counts.NONE, place.n(), place.h(), 0)).join())
        .isTrue();
    assertThat(hotCounts()).isNull();
  }

  void ledgerFails(boolean fails) {
    ledgerFailurePercent = fails ? 100 : 0;
  }

  // ---- steps ---------------------------------------------------------------------------------

  /** The oldest step of a kind. */
  void next(String what) {
    scheduler.runNext(what, false);
  }

  /** The youngest step of a kind. */
  void last(String what) {
    scheduler.runNext(what, true);
  }

  /** A register's row is read in the ledger and told. */
  void ledgerLook() {
    next("ledger reads");
    next("ledger answers");
  }

  /** One step of the projector: it locates, commits, confirms targets, views, the place. */
  void projectorStep() {
    assertThat(projector.step()).isCompleted();
  }

  /** The projector commits what is durable, and has not confirmed it yet. */
  void commit() {
    long n = projector.position().n();
    for (int i = 0; i < PROJECTOR_STEPS_MAX && projector.position().n() == n; i++) {
      projectorStep();
    }
    assertThat(projector.position().n()).isEqualTo(n + 1);
  }

  /** The projector does all there is to do. */
  void project() {
    for (int i = 0; i < PROJECTOR_STEPS_MAX; i++) {
      if (projector.step().join().idle()) {
        return;
      }
    }
    throw new AssertionError("the projector does not come to rest");
  }

  /** Everything that is under way comes to its end. */
  void settle() {
    scheduler.runAll();
    project();
    scheduler.runAll();
  }

  /** Commits that concern others, until confirmed entries are trimmed. */
  void commitsOfOthers() {
    for (int i = 0; i < 4; i++) {
      CompletableFuture<Outcome> other = like("other" + i);
      ledgerLook();
      last("log writes");
      next("log syncs");
      last("log acknowledges");
      assertThat(other).isNotNull();
      project();
    }
  }

  // ---- calls ---------------------------------------------------------------------------------

  CompletableFuture<Outcome> like(String actor) {
    return engine.write(new Command.Set(Interaction.of(VIDEO, "like", actor), null, null));
  }

  CompletableFuture<Outcome> unlike(String actor) {
    return engine.write(new Command.Unset(Interaction.of(VIDEO, "like", actor), null));
  }

  CompletableFuture<Outcome> view(String actor, int by, String token) {
    return engine.write(new Command.Add(Interaction.of(VIDEO, "view", actor), by, token, null));
  }

  /** The answer of a call, letting everything but the projector go on. */
  <T> T answer(CompletableFuture<T> call) {
    while (!call.isDone()) {
      assertThat(scheduler.runOne()).as("something is left to do").isTrue();
    }
    return call.join();
  }

  Outcome.Written written(CompletableFuture<Outcome> call) {
    return (Outcome.Written) answer(call);
  }

  Reading read(String actor) {
    return answer(engine.read(Interaction.of(VIDEO, "like", actor)));
  }

  @Nullable String value(String actor) {
    return read(actor).row().value();
  }

  /** The likes that a reader is told. */
  long likes() {
    Counts counts = read("nobody").counts();
    assertThat(counts).as("counts").isNotNull();
    return counts == null ? -1 : counts.get("like");
  }

  @Nullable EntryState entry(String actor) {
    return store.read(List.of(new HotQuery(LIKES, actor))).join().getFirst().entry();
  }

  @Nullable Counts hotCounts() {
    return store.read(List.of(new HotQuery(LIKES, null))).join().getFirst().counts();
  }

  long logEnd() {
    return log.end(0);
  }
}
