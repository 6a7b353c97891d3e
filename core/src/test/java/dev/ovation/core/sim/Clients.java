package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Those who call the engine, each one call after the other. They outlive the process and call again
 * when it is back; a call that a crash cut off is never answered.
 */
final class Clients {
  private static final int TOKENS = 2;

  private final World world;
  private final SimScheduler random;
  private final Activity activity = new Activity();
  private final Answers answers;
  private final Reads reads;
  private final @Nullable Scenario scenario;
  private final boolean[] busy;
  private final int[] called;
  private final Map<Integer, Operation> open = new HashMap<>();
  private int left;
  private int operations;
  private @Nullable Engine known;

  /**
   * @param scenario what is called; null lets chance decide
   */
  Clients(World world, @Nullable Scenario scenario) {
    this.world = world;
    this.random = world.scheduler();
    this.scenario = scenario;
    this.left =
        scenario == null
            ? world.plan().operations()
            : scenario.clients().stream().mapToInt(List::size).sum();
    this.busy = new boolean[scenario == null ? world.plan().clients() : scenario.clients().size()];
    this.called = new int[busy.length];
    this.answers = new Answers(world, activity);
    this.reads = new Reads(world, activity, answers);
  }

  boolean areBusy() {
    return left > 0 || !open.isEmpty();
  }

  String open() {
    return left + " operations to come, open are " + open.values();
  }

  int openCount() {
    return open.size();
  }

  /** Somebody decides of a parked event: when that will show nobody can tell. */
  void decided(Event event) {
    activity.unknown(event.targetKind());
    if (event instanceof RegisterEvent e) {
      activity.unknown(e.interaction());
    }
  }

  int unknownCount() {
    return activity.unknownCount();
  }

  void checkAnswered(Invariant invariant) {
    answers.checkVisible(invariant);
  }

  /** Lets clients that have nothing under way call, if there is somebody to answer. */
  void wake() {
    Engine engine = world.process().engine();
    if (engine == null) {
      return;
    }
    if (engine != known) {
      known = engine;
      activity.settle();
      answers.checkVisible(Invariant.DURABLE_BEFORE_ACK);
    }
    for (int c = 0; c < busy.length && left > 0; c++) {
      boolean more = scenario == null || called[c] < scenario.clients().get(c).size();
      if (!busy[c] && more) {
        busy[c] = true;
        left--;
        int client = c;
        // Dies with the process: there is nobody to take the call.
        random.step(world.process().life, "client calls", () -> call(client));
      }
    }
  }

  /** The process is gone, and with it all answers that were under way. */
  void crashed() {
    for (Operation operation : open.values()) {
      activity.ends(operation.interaction());
      activity.ends(operation.about());
      world
          .story()
          .tell(operation.about(), () -> "operation " + operation.number() + " gets no answer");
    }
    open.clear();
    Arrays.fill(busy, false);
  }

  private void call(int client) {
    Engine engine = Objects.requireNonNull(world.process().engine());
    int life = world.process().life;
    var _ =
        call(engine, client)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    world.failIfUnexpected(failure);
                  }
                  if (life == world.process().life) {
                    busy[client] = false;
                  }
                });
  }

  private CompletableFuture<?> call(Engine engine, int client) {
    int number = called[client]++;
    if (scenario != null) {
      return switch (scenario.clients().get(client).get(number)) {
        case Scenario.Call.Write write -> single(engine, write.command());
        case Scenario.Call.Read read -> reads.read(engine, read.register());
      };
    }
    if (random.chance(30)) {
      return reads.call(engine);
    }
    return random.chance(25) ? batch(engine) : single(engine, command());
  }

  private CompletableFuture<?> single(Engine engine, Command command) {
    Operation operation = begin(command);
    return engine
        .write(operation.command())
        .handle(
            (outcome, failure) -> {
              end(operation, outcome, failure);
              return operation;
            });
  }

  private CompletableFuture<?> batch(Engine engine) {
    List<Operation> batch = new ArrayList<>();
    int size = 1 + random.random(3);
    for (int i = 0; i < size; i++) {
      batch.add(begin(command()));
    }
    return engine
        .writeAll(batch.stream().map(Operation::command).toList())
        .thenAccept(
            outcomes -> {
              for (int i = 0; i < size; i++) {
                switch (outcomes.get(i)) {
                  case Outcome.Refused refused -> end(batch.get(i), null, refused.failure());
                  case Outcome answered -> end(batch.get(i), answered, null);
                }
              }
            });
  }

  private Command command() {
    List<TargetKind> targetKinds = world.plan().targetKinds();
    TargetKind targetKind = targetKinds.get(random.random(targetKinds.size()));
    String actor = "u" + random.random(world.plan().actors());
    Interaction interaction = new Interaction(targetKind, actor);
    if (Plan.isCounter(targetKind)) {
      String token = random.chance(60) ? "t" + random.random(TOKENS) : null;
      return new Command.Add(interaction, 1 + random.random(5), token, null);
    }
    Long at = random.chance(10) ? SimTime.START_MILLIS + random.random(5) : null;
    if (random.chance(40)) {
      return new Command.Unset(interaction, at);
    }
    List<String> values = Plan.values(targetKind.kind());
    return new Command.Set(interaction, values.get(random.random(values.size())), at);
  }

  private Operation begin(Command asked) {
    // The time of an addition says which operation it came from.
    Command command =
        asked instanceof Command.Add add
            ? new Command.Add(add.interaction(), add.by(), add.token(), operations + 1L)
            : asked;
    Interaction interaction = command.interaction();
    TargetKind about = interaction.targetKind();
    boolean quietRegister = activity.isQuiet(interaction);
    boolean quietTarget = activity.isQuiet(about);
    activity.begins(interaction);
    activity.begins(about);
    Peek peek = world.checker().peek();
    Operation operation =
        new Operation(
            ++operations,
            command,
            answers.newest(interaction),
            activity.quiet(interaction, quietRegister),
            activity.quiet(about, quietTarget),
            Plan.isCounter(about) ? null : peek.stance(interaction).value());
    open.put(operation.number(), operation);
    world.story().tell(about, () -> "operation " + operation.number() + " asks for " + command);
    return operation;
  }

  private void end(Operation operation, @Nullable Outcome outcome, @Nullable Throwable failure) {
    heard(
        () -> {
          if (open.remove(operation.number()) == null) {
            throw new InvariantViolation(
                Invariant.PROGRESS, operation.about(), "answered twice: " + operation);
          }
          if (outcome != null) {
            world
                .story()
                .tell(
                    operation.about(),
                    () -> "operation " + operation.number() + " is answered " + text(outcome));
            answers.check(operation, outcome);
          } else if (failure != null) {
            failed(operation, failure);
          }
          activity.ends(operation.interaction());
          activity.ends(operation.about());
        });
  }

  private static String text(Outcome outcome) {
    return outcome instanceof Outcome.Written w
        ? w.value()
            + " "
            + Story.version(w.version())
            + " changed="
            + w.changed()
            + " "
            + w.counts()
        : outcome.toString();
  }

  private void failed(Operation operation, Throwable failure) {
    ErrorCode code = ErrorCodes.of(failure);
    world
        .story()
        .tell(operation.about(), () -> "operation " + operation.number() + " fails: " + failure);
    if (code == ErrorCode.OUTCOME_UNKNOWN) {
      activity.unknown(operation.interaction());
      activity.unknown(operation.about());
    } else if (code != ErrorCode.BACKLOG_FULL) {
      world.failIfUnexpected(failure);
    }
  }

  /** What a callback throws would be lost in a future: the world hears it. */
  private void heard(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | Error e) {
      world.fail(e);
    }
  }
}
