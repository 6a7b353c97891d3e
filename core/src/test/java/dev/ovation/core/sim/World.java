package dev.ovation.core.sim;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.sim.Scenario.Happening;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.IntToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One simulated history: disks, a process on them that crashes and starts again, clients that call
 * it, and the invariants, which are checked after every step that changed something.
 */
public final class World implements History {
  private static final int STEPS_MAX = 60_000;
  private static final int MENDING_ROUNDS_MAX = 20;
  private static final int FAILURES_WITH_CASES_MAX = 25;

  private final Plan plan;
  private final Parts parts;
  private final Story story;
  private final SimScheduler scheduler;
  private final SimTime time = new SimTime();
  private final SimEventLog.Disk logDisk;
  private final SimLedger.Disk ledgerDisk;
  private final SimConsistencyLedger evidence;
  private final SimSweepLedger sweep;
  private final SimVandal vandal;
  private final Clients clients;
  private final Checker checker;
  private final List<Disaster> disasters = new ArrayList<>();
  private final SimOperator operator;
  private final @Nullable Scenario scenario;
  private SimProcess process;
  private int lives;
  private boolean calm;
  private boolean logFull;
  private boolean mended;
  private @Nullable Throwable failure;

  /** Something that goes wrong once a number of steps has been taken. */
  private record Disaster(long afterStep, Runnable action) {}

  /** A history in which chance decides everything. */
  public World(long seed, Parts parts, boolean recording) {
    this(seed, parts, recording, UnaryOperator.identity());
  }

  /** The same with a plan that is made of the one that chance drew. */
  World(long seed, Parts parts, boolean recording, UnaryOperator<Record> change) {
    this(
        parts,
        new Story(recording),
        story -> new SimScheduler(seed, story),
        random -> (Plan) change.apply(Plan.of(random, seed)),
        null);
  }

  /** A history with a given plan and given calls. */
  World(Parts parts, Story story, Schedule schedule, Plan plan, Scenario scenario) {
    this(parts, story, s -> new SimScheduler(1, s, schedule), random -> plan, scenario);
  }

  private World(
      Parts parts,
      Story story,
      Function<Story, SimScheduler> scheduler,
      Function<SimScheduler, Plan> plan,
      @Nullable Scenario scenario) {
    this.parts = parts;
    this.story = story;
    this.scheduler = scheduler.apply(story);
    this.plan = plan.apply(this.scheduler);
    this.logDisk = new SimEventLog.Disk(this.plan.partitioner());
    this.ledgerDisk = new SimLedger.Disk(this.plan.partitioner());
    this.evidence =
        new SimConsistencyLedger(ledgerDisk, () -> this.scheduler.chance(ledgerFailurePercent()));
    this.sweep =
        new SimSweepLedger(ledgerDisk, () -> this.scheduler.chance(ledgerFailurePercent()));
    this.vandal =
        new SimVandal(
            this.scheduler,
            this.story,
            ledgerDisk,
            sweep,
            this.plan.targetKinds(),
            parts.vandalism());
    if (vandal.isActive() || parts.isSwept()) {
      ledgerDisk.keepLetters();
    }
    this.scheduler.slow(this.plan.slowPercent(), this.plan.slowness());
    this.clients = new Clients(this, scenario);
    this.checker = new Checker(this);
    this.operator =
        new SimOperator(
            this.scheduler,
            ledgerDisk,
            this.plan.partitioner().partitions(),
            this.plan.decisions(),
            clients::decided);
    this.scenario = scenario;
    this.process = new SimProcess(this, ++lives);
    plan(this.plan.refusals(), this::refuse);
    plan(this.plan.crashes(), this::crash);
    plan(this.plan.projectorCrashes(), this::crashProjector);
    plan(this.plan.jumps(), this::jump);
    plan(this.plan.fullDisks(), this::fill);
  }

  private void plan(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      disasters.add(new Disaster(20 + scheduler.random(300), action));
    }
  }

  @Override
  public void run() {
    begin();
    runUntilNothingIsLeft();
    scheduler.rest();
    calm = true;
    disasters.clear();
    room();
    story.tell(null, () -> "from here on nothing fails any more");
    runUntilNothingIsLeft();
    mendAll();
    if (clients.areBusy() || !process.isIdle()) {
      throw new InvariantViolation(
          Invariant.PROGRESS, null, "nothing is left to do, but " + clients.open() + " waits");
    }
    checker.atRest();
  }

  private void begin() {
    if (scenario == null) {
      return;
    }
    if (scheduler.isExact()) {
      while (process.engine() == null && scheduler.runOne()) {
        rethrow();
      }
    }
    scheduler.begin();
    scenario.begin(scheduler, this::happens);
  }

  /** Whoever finds damage looks for it until all is mended. */
  private void mendAll() {
    if (!vandal.isActive()) {
      return;
    }
    ledgerDisk.refuse("reaction", false);
    vandal.end();
    for (int round = 0; round < MENDING_ROUNDS_MAX && !vandal.isDone(); round++) {
      process.lookAtCases();
      runUntilNothingIsLeft();
    }
    if (!vandal.isDone()) {
      throw new InvariantViolation(Invariant.PROGRESS, null, "cases stay open");
    }
    mended = true;
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
    time.advance(Duration.ofNanos(200_000L * scheduler.random(8)));
    process.wakeIfBehind();
    process.purgeNowAndThen();
    process.watchNowAndThen();
    process.sweepNowAndThen();
    if (!calm && vandal.strikes(process.store, movableTo())) {
      process.lookAtCases();
    }
    if (!calm) {
      process.operateNowAndThen();
    }
    if (story.takeNews()) {
      checker.check();
    }
    for (int i = disasters.size() - 1; i >= 0; i--) {
      if (disasters.get(i).afterStep() <= scheduler.stepsRun()) {
        disasters.remove(i).action().run();
      }
    }
    clients.wake();
    if (scheduler.stepsRun() > STEPS_MAX) {
      throw new InvariantViolation(Invariant.PROGRESS, null, "the simulation does not end");
    }
  }

  private void happens(Happening happening) {
    switch (happening) {
      case CRASH -> crash();
      case REFUSE -> ledgerDisk.refuse("reaction", true);
      case ACCEPT -> ledgerDisk.refuse("reaction", false);
      case DROP -> process.operate();
      case CASE, EDIT -> {
        if (vandal.plants(plan.targetKinds().getFirst())) {
          process.lookAtCases();
        }
      }
      default -> throw new IllegalArgumentException("one process has no " + happening);
    }
    story.tell(null, () -> "it happens: " + happening);
  }

  private void crash() {
    story.tell(null, () -> "process " + process.life + " crashes");
    scheduler.end(process.life);
    SimEventLog.crash(logDisk, scheduler, story);
    if (plan.ledgerForgets()) {
      ledgerDisk.crash(scheduler, story);
    }
    if (plan.jumps() > 0) {
      jump();
    }
    clients.crashed();
    process = new SimProcess(this, ++lives);
  }

  private void crashProjector() {
    int partition = scheduler.random(plan.partitioner().partitions());
    if (checker.peek().place(partition) == null) {
      return; // A place is created once: the process that could not do that starts anew.
    }
    story.tell(null, () -> "the projector of partition " + partition + " dies; another starts");
    process.replaceProjector(partition);
  }

  private void refuse() {
    boolean refused = scheduler.chance(60);
    ledgerDisk.refuse("reaction", refused);
    story.tell(null, () -> "the ledger " + (refused ? "refuses" : "takes") + " reactions");
  }

  /** Nothing more can be written, to the log, the ledger or both; all can be read. */
  private void fill() {
    int which = 1 + scheduler.random(3);
    logFull |= (which & 1) != 0;
    ledgerDisk.fill((which & 2) != 0);
    story.tell(null, () -> "disks are full: " + List.of("log", "ledger", "both").get(which - 1));
    disasters.add(new Disaster(scheduler.stepsRun() + 20 + scheduler.random(250), this::room));
  }

  private void room() {
    if (plan.fullDisks() > 0) {
      logFull = false;
      ledgerDisk.fill(false);
      story.tell(null, () -> "disks have room");
    }
  }

  private void jump() {
    Duration by = plan.jumpsBy().some(scheduler);
    story.tell(null, () -> "the wall clock jumps by " + by);
    time.jump(by);
  }

  /** Where offsets may be moved to; null where what is skipped would have had to be parked. */
  private @Nullable IntToLongFunction movableTo() {
    return plan.parked() || plan.refusals() > 0
        ? null
        : partition -> logDisk.durable(partition).size();
  }

  /** Whether answers may be wrong because of what was damaged on purpose and is not mended yet. */
  boolean isLenient() {
    return vandal.damages() && !mended;
  }

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

  @Override
  public Plan plan() {
    return plan;
  }

  Parts parts() {
    return parts;
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

  SimEventLog.Disk logDisk() {
    return logDisk;
  }

  SimLedger.Disk ledgerDisk() {
    return ledgerDisk;
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

  SimProcess process() {
    return process;
  }

  SimOperator operator() {
    return operator;
  }

  Clients clients() {
    return clients;
  }

  Checker checker() {
    return checker;
  }

  int logFailurePercent() {
    return calm ? 0 : logFull ? 100 : plan.logFailurePercent();
  }

  /** Where cases are opened fewer calls fail: a repair is a dozen of them in a row. */
  int ledgerFailurePercent() {
    int planned = calm ? 0 : plan.ledgerFailurePercent();
    return vandal.isActive() ? Math.min(planned, FAILURES_WITH_CASES_MAX) : planned;
  }

  @Override
  public void finishWatching() {
    process.finishWatching();
  }

  @Override
  public void finishSweeping() {
    process.finishSweeping();
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
