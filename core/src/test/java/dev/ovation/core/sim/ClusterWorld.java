package dev.ovation.core.sim;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.sim.Scenario.Happening;
import dev.ovation.core.sim.hot.HotServers;
import dev.ovation.core.sim.hot.ScriptedHotStore;
import dev.ovation.core.sim.hot.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One simulated history of a cluster: a log, a hot store and a ledger that nodes share, nodes that
 * crash, are replaced and go on as zombies, and everything else that may go wrong. The invariants
 * are checked after every step that changed something.
 */
final class ClusterWorld implements History {
  private static final int STEPS_MAX = 80_000;
  private static final int QUIET_ROUNDS_MAX = 40;

  private final ClusterParts parts;
  private final ClusterPlan plan;
  private final Story story;
  private final SimScheduler scheduler;
  private final SimTime time = new SimTime();
  private final SimBroker broker;
  private final SimClusterDisk disk;
  private final SimConsistencyLedger evidence;
  private final SimSweepLedger sweep;
  private final SimVandal vandal;
  private final HotServers servers;
  private final SimHotWire wire;
  private final List<SimNode> nodes = new ArrayList<>();

  /** What somebody uses who changes the hot store by hand. */
  private final ClusterHotStore hands;

  private final ClusterClients clients;
  private final ClusterChecker checker;
  private final ClusterTrouble trouble;
  private final SimOperator operator;
  private final @Nullable Scenario scenario;
  private final int[] owners;
  private long serversOffMillis = 5_000_000;
  private int lives;
  private boolean calm;
  private boolean mended;
  private @Nullable Throwable failure;

  /** A history in which chance decides everything. */
  ClusterWorld(long seed, ClusterParts parts, boolean recording) {
    this(seed, parts, recording, UnaryOperator.identity());
  }

  /** The same with a plan that is made of the one that chance drew. */
  ClusterWorld(long seed, ClusterParts parts, boolean recording, UnaryOperator<Record> change) {
    this(
        parts,
        new Story(recording),
        story -> new SimScheduler(seed, story),
        random -> (ClusterPlan) change.apply(ClusterPlan.of(random, seed)),
        null);
  }

  /** A history with a given plan and given calls. */
  ClusterWorld(
      ClusterParts parts, Story story, Schedule schedule, ClusterPlan plan, Scenario scenario) {
    this(parts, story, s -> new SimScheduler(1, s, schedule), scheduler -> plan, scenario);
  }

  private ClusterWorld(
      ClusterParts parts,
      Story story,
      Function<Story, SimScheduler> scheduling,
      Function<SimScheduler, ClusterPlan> planning,
      @Nullable Scenario scenario) {
    this.parts = parts;
    this.story = story;
    this.scenario = scenario;
    this.scheduler = scheduling.apply(story);
    this.plan = planning.apply(scheduler);
    scheduler.slow(plan.slowPercent(), plan.slowness());
    this.broker =
        new SimBroker(
            plan.partitioner(), scheduler, story, () -> calm ? 0 : plan.logFailurePercent());
    this.disk =
        new SimClusterDisk(plan.partitioner(), time, new SimLeases(time), parts.ledgerDefects());
    this.evidence =
        new SimConsistencyLedger(disk.ledger(), () -> scheduler.chance(ledgerFailurePercent()));
    this.sweep = new SimSweepLedger(disk.ledger(), () -> scheduler.chance(ledgerFailurePercent()));
    this.vandal =
        new SimVandal(
            scheduler, story, disk.ledger(), sweep, plan.targetKinds(), parts.vandalism());
    if (vandal.isActive() || parts.isSwept()) {
      disk.ledger().keepLetters();
    }
    this.servers =
        new HotServers(plan.servers(), plan.bounds(), parts.hotDefects(), this::serverMillis);
    this.wire =
        new SimHotWire(scheduler, story, plan.servers(), () -> calm ? 0 : plan.hotFailurePercent());
    this.hands = new ScriptedHotStore(plan.partitioner(), servers, Wire.NONE);
    this.clients = new ClusterClients(this, scenario);
    this.checker = new ClusterChecker(this);
    this.owners = new int[plan.partitioner().partitions()];
    for (int n = 0; n < plan.nodes(); n++) {
      nodes.add(newNode());
    }
    for (int p = 0; p < owners.length; p++) {
      owners[p] = scheduler.random(plan.nodes());
      nodes.get(owners[p]).assigned(p);
    }
    this.operator =
        new SimOperator(
            scheduler,
            disk.ledger(),
            plan.partitioner().partitions(),
            plan.decisions(),
            clients::decided);
    this.trouble = new ClusterTrouble(this, wire);
  }

  private SimNode newNode() {
    int life = ++lives;
    long skew = plan.skewMillis() == 0 ? 0 : scheduler.random(plan.skewMillis());
    return new SimNode(this, life, life & Version.NODE_MAX, skew);
  }

  @Override
  public void run() {
    begin();
    runUntilNothingIsLeft();
    scheduler.rest();
    calmDown();
    for (int round = 0; round < QUIET_ROUNDS_MAX; round++) {
      runUntilNothingIsLeft();
      if (!clients.areBusy() && checker.isAtRest() && vandal.isDone()) {
        mended = true;
        clients.settle();
        checker.atRest();
        RebuildCheck.check(this);
        return;
      }
      nodes.forEach(SimNode::heartbeat);
      nodes.forEach(SimNode::renew);
    }
    throw new InvariantViolation(
        Invariant.PROGRESS,
        null,
        "it does not come to rest: " + clients.open() + ", " + checker.unrest());
  }

  /** Of what is called and happens, nothing begins before every partition has its place. */
  private void begin() {
    if (scenario != null) {
      while (scheduler.runOne()) {
        rethrow();
      }
      scheduler.begin();
      scenario.begin(scheduler, this::happens);
    }
  }

  /** From here on nothing fails any more, and every partition has an owner that lives. */
  private void calmDown() {
    calm = true;
    trouble.end();
    if (vandal.isActive()) {
      disk.ledger().refuse("reaction", false);
      vandal.end();
    }
    for (int p = 0; p < owners.length; p++) {
      nodes.get(owners[p]).assigned(p);
    }
    story.tell(null, () -> "from here on nothing fails any more");
  }

  private void runUntilNothingIsLeft() {
    clients.wake();
    while (scheduler.runOne()) {
      afterStep();
    }
  }

  /** Takes steps until something that was asked for has come about. */
  void runUntil(java.util.function.BooleanSupplier done, String what) {
    while (!done.getAsBoolean()) {
      if (!scheduler.runOne()) {
        throw new InvariantViolation(Invariant.PROGRESS, null, what + " never ends");
      }
      afterStep();
    }
  }

  private void afterStep() {
    rethrow();
    // At rest everybody looks, in many steps, and places are not to expire between two heartbeats.
    long step = calm ? 20_000 : 200_000;
    time.advance(Duration.ofNanos(step * scheduler.random(8)));
    nodes.forEach(SimNode::wakeIfBehind);
    nodes.forEach(SimNode::watchNowAndThen);
    nodes.getFirst().sweepNowAndThen();
    if (!calm && scheduler.chance(3)) {
      nodes.forEach(SimNode::heartbeat);
    }
    if (scheduler.chance(calm ? 1 : 4)) {
      nodes.forEach(SimNode::renew);
    }
    if (!calm && operator.wantsTo()) {
      nodes.get(scheduler.random(nodes.size())).operate();
    }
    if (!calm) {
      vandal.strikes(hands, null);
    }
    if (story.takeNews()) {
      checker.check();
    }
    trouble.strike();
    clients.wake();
    if (scheduler.stepsRun() > STEPS_MAX) {
      throw new InvariantViolation(Invariant.PROGRESS, null, "the simulation does not end");
    }
  }

  private void happens(Happening happening) {
    story.tell(null, () -> "it happens: " + happening);
    switch (happening) {
      case CRASH -> crash();
      case WIPE -> {
        servers.server(0).restartEmpty();
        checker.forgotten(0);
      }
      case LOG_AWAY -> broker.goDown(true);
      case LOG_BACK -> broker.goDown(false);
      case HANDOVER -> replaceOwner();
      case REFUSE -> disk.ledger().refuse("reaction", true);
      case ACCEPT -> disk.ledger().refuse("reaction", false);
      case DROP -> nodes.getFirst().operate();
      case CASE, EDIT -> vandal.plants(plan.targetKinds().getFirst());
    }
  }

  // ---- owners --------------------------------------------------------------------------------

  /** Gives some partition to some node; mostly the old owner is not told. */
  void handOver() {
    handOver(busyPartition(), scheduler.random(nodes.size()), scheduler.chance(30));
  }

  /** Gives some partition to another node, if there is one, behind the old owner's back. */
  SimNode replaceOwner() {
    int partition = busyPartition();
    int to = (owners[partition] + 1) % nodes.size();
    handOver(partition, to, false);
    return nodes.get(to);
  }

  /** One that holds something, or will. */
  private int busyPartition() {
    List<TargetKind> targetKinds = plan.targetKinds();
    TargetKind targetKind = targetKinds.get(scheduler.random(targetKinds.size()));
    int partition = plan.partitioner().partition(targetKind);
    boolean checkpoints = plan.partitioner().isOfCounters(partition) && scheduler.chance(30);
    return checkpoints ? plan.partitioner().besides(partition) : partition;
  }

  private void handOver(int partition, int to, boolean told) {
    int from = owners[partition];
    story.tell(
        null,
        () ->
            "partition "
                + partition
                + " goes to node "
                + nodes.get(to).life
                + (told ? "" : "; the old owner does not know"));
    if (told || to == from) {
      nodes.get(from).revoked(partition);
    }
    owners[partition] = to;
    nodes.get(to).assigned(partition);
  }

  void crash() {
    int which = scheduler.random(nodes.size());
    SimNode dead = nodes.get(which);
    story.tell(null, () -> "node " + dead.life + " crashes");
    scheduler.end(dead.life);
    clients.crashed(dead.life);
    nodes.set(which, newNode());
    for (int p = 0; p < owners.length; p++) {
      if (owners[p] == which) {
        owners[p] = scheduler.random(nodes.size());
        nodes.get(owners[p]).assigned(p);
      }
    }
  }

  // ---- failures ------------------------------------------------------------------------------

  /** Wrong answers are, answers that never come or come twice are not. */
  private boolean isForDamage(Throwable thrown) {
    return isLenient()
        && thrown instanceof InvariantViolation violation
        && violation.invariant() != Invariant.PROGRESS;
  }

  /** Remembers a failure that was met where throwing would not be heard. */
  void fail(Throwable thrown) {
    if (failure == null && !isForDamage(thrown)) {
      failure = thrown;
    }
  }

  private void rethrow() {
    Throwable thrown = failure;
    switch (thrown) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new AssertionError(thrown);
    }
  }

  /** A failed dependency is part of the simulation; anything else is a defect. */
  void failIfUnexpected(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    boolean expected =
        cause instanceof OvationException e && e.code().blame() == ErrorCode.Blame.DEPENDENCY;
    if (!expected) {
      fail(cause);
    }
  }

  /** The clock of the hot store's servers: their time is off, and runs at a rate of its own. */
  private long serverMillis() {
    int drift = parts.driftPermille(plan.driftPermille());
    return serversOffMillis + time.nanos() / 1_000_000 * (1_000 + drift) / 1_000;
  }

  /** Sets the servers' clock forward. */
  void setServersAhead(Duration by) {
    serversOffMillis += by.toMillis();
  }

  // ---- parts ---------------------------------------------------------------------------------

  ClusterHotStore hotStore(int life) {
    return new ScriptedHotStore(plan.partitioner(), servers, wire.of(life));
  }

  ClusterParts parts() {
    return parts;
  }

  @Override
  public ClusterPlan plan() {
    return plan;
  }

  Story story() {
    return story;
  }

  SimScheduler scheduler() {
    return scheduler;
  }

  SimTime time() {
    return time;
  }

  SimBroker broker() {
    return broker;
  }

  SimClusterDisk disk() {
    return disk;
  }

  @Override
  public SimConsistencyLedger evidence() {
    return evidence;
  }

  @Override
  public SimSweepLedger sweeps() {
    return sweep;
  }

  /** Where cases are kept; null where nobody opens any. */
  @Nullable SimSweepLedger sweep() {
    return vandal.isActive() ? sweep : null;
  }

  @Override
  public SimVandal vandal() {
    return vandal;
  }

  /** Whether answers may be wrong because of what was damaged on purpose and is not mended yet. */
  boolean isLenient() {
    return vandal.damages() && !mended;
  }

  HotServers servers() {
    return servers;
  }

  List<SimNode> nodes() {
    return nodes;
  }

  ClusterClients clients() {
    return clients;
  }

  SimOperator operator() {
    return operator;
  }

  ClusterChecker checker() {
    return checker;
  }

  long highestVersion() {
    long highest = 0;
    for (int p = 0; p < plan.partitioner().partitions(); p++) {
      highest = Math.max(highest, disk.ledger().now(p).position().version());
    }
    return highest;
  }

  int ledgerFailurePercent() {
    return calm ? 0 : trouble.isLedgerDown() ? 100 : plan.ledgerFailurePercent();
  }

  @Override
  public void finishWatching() {
    nodes.forEach(SimNode::finishWatching);
  }

  @Override
  public void finishSweeping() {
    nodes.getFirst().finishSweeping();
  }

  @Override
  public long traceHash() {
    return scheduler.traceHash();
  }

  @Override
  public long steps() {
    return scheduler.stepsRun();
  }

  @Override
  public String explain(Throwable thrown) {
    return plan + System.lineSeparator() + story.explain(thrown);
  }
}
