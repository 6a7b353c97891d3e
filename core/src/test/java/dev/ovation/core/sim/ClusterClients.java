package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.InteractionService.Listing;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.sim.Operation.Quiet;
import dev.ovation.core.sim.Scenario.Call;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Those who call the nodes of a cluster, each one call after the other, each any node. */
final class ClusterClients {
  private final ClusterWorld world;
  private final SimScheduler random;
  private final Activity activity = new Activity();
  private final ClusterAnswers answers;
  private final AnonymousReads anonymous;
  private final boolean[] busy;
  private final Map<Integer, Open> open = new HashMap<>();
  private int left;
  private int operations;
  private final @Nullable Scenario scenario;
  private final int[] called;

  /** A write under way on a node. */
  private record Open(Operation operation, int client, int life) {}

  /**
   * @param scenario what is called, each client calling a node of its own; null lets chance decide
   */
  ClusterClients(ClusterWorld world, @Nullable Scenario scenario) {
    this.world = world;
    this.random = world.scheduler();
    this.scenario = scenario;
    this.left =
        scenario == null
            ? world.plan().operations()
            : scenario.clients().stream().mapToInt(List::size).sum();
    this.busy = new boolean[scenario == null ? world.plan().clients() : scenario.clients().size()];
    this.called = new int[busy.length];
    this.answers = new ClusterAnswers(world, activity);
    this.anonymous = new AnonymousReads(world, activity);
  }

  boolean areBusy() {
    return left > 0 || !open.isEmpty();
  }

  String open() {
    return left + " operations to come, open are " + open.values();
  }

  void checkAnswered(Invariant invariant) {
    answers.checkVisible(invariant);
  }

  /** Somebody decides of a parked event: when that will show nobody can tell. */
  void decided(Event event) {
    activity.unknown(event.targetKind());
    anonymous.changed(event.targetKind());
    if (event instanceof RegisterEvent e) {
      activity.unknown(e.interaction());
    }
  }

  /** Everything is known that was not. */
  void settle() {
    activity.settle();
  }

  /** Lets clients that have nothing under way call. */
  void wake() {
    for (int c = 0; c < busy.length && left > 0; c++) {
      boolean more = scenario == null || called[c] < scenario.clients().get(c).size();
      if (!busy[c] && more) {
        busy[c] = true;
        left--;
        int client = c;
        random.step(SimScheduler.OUTSIDE, "client calls", () -> call(client));
      }
    }
  }

  /** A node is gone, and with it all answers that it owed. */
  void crashed(int life) {
    List<Open> lost = open.values().stream().filter(o -> o.life() == life).toList();
    for (Open o : lost) {
      open.remove(o.operation().number());
      unknown(o.operation());
      ends(o.operation());
    }
    for (int c = 0; c < busy.length; c++) {
      int client = c;
      boolean writes = open.values().stream().anyMatch(o -> o.client() == client);
      // Reads are not kept track of: who reads may call again.
      busy[c] = writes;
    }
  }

  private void call(int client) {
    var _ =
        calls(client)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    world.failIfUnexpected(failure);
                  }
                  busy[client] = false;
                });
  }

  private CompletableFuture<?> calls(int client) {
    if (scenario != null) {
      SimNode node = world.nodes().get(client % world.nodes().size());
      return switch (scenario.clients().get(client).get(called[client]++)) {
        case Call.Write(Command.Add add) ->
            write(
                node,
                client,
                new Command.Add(add.interaction(), add.by(), add.token(), operations + 1L));
        case Call.Write(Command command) -> write(node, client, command);
        case Call.Read(Interaction register) -> read(node, register);
      };
    }
    SimNode node = world.nodes().get(random.random(world.nodes().size()));
    boolean reads = random.chance(world.plan().near() ? 65 : 35);
    return reads ? read(node) : write(node, client, command());
  }

  private Command command() {
    List<TargetKind> targetKinds = world.plan().targetKinds();
    TargetKind targetKind = targetKinds.get(random.random(targetKinds.size()));
    Interaction interaction =
        new Interaction(targetKind, "u" + random.random(world.plan().actors()));
    if (Plan.isCounter(targetKind)) {
      int which = random.random(3);
      // What a token adds is told by the token: of copies that differ nobody says who counts.
      return which == 0
          ? new Command.Add(interaction, 1 + random.random(3), null, operations + 1L)
          : new Command.Add(interaction, 10L * which, "t" + which, operations + 1L);
    }
    if (random.chance(40)) {
      return new Command.Unset(interaction, null);
    }
    List<String> values = Plan.values(targetKind.kind());
    return new Command.Set(interaction, values.get(random.random(values.size())), null);
  }

  private CompletableFuture<?> write(SimNode node, int client, Command command) {
    Interaction interaction = command.interaction();
    TargetKind about = interaction.targetKind();
    boolean quietRegister = activity.isQuiet(interaction);
    boolean quietTarget = activity.isQuiet(about);
    activity.begins(interaction);
    activity.begins(about);
    int began = anonymous.changed(about);
    ClusterPeek peek = world.checker().peek();
    Operation operation =
        new Operation(
            ++operations,
            command,
            answers.newest(interaction),
            activity.quiet(interaction, quietRegister),
            activity.quiet(about, quietTarget),
            Plan.isCounter(about) ? null : peek.newest(interaction).value());
    answers.begins(operation);
    open.put(operation.number(), new Open(operation, client, node.life));
    world
        .story()
        .tell(
            about,
            () -> "operation " + operation.number() + " asks node " + node.life + ": " + command);
    return node.engine
        .write(command)
        .handle(
            (outcome, failure) -> {
              end(operation, outcome, failure);
              if (outcome != null) {
                anonymous.answered(node, about, began);
              }
              return operation;
            });
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
                    () -> "operation " + operation.number() + " is answered " + outcome);
            answers.check(operation, outcome);
          } else if (failure != null) {
            failed(operation, failure);
          }
          ends(operation);
        });
  }

  private void failed(Operation operation, Throwable failure) {
    world
        .story()
        .tell(operation.about(), () -> "operation " + operation.number() + " fails: " + failure);
    if (ErrorCodes.of(failure) == ErrorCode.OUTCOME_UNKNOWN) {
      unknown(operation);
    } else {
      world.failIfUnexpected(failure);
    }
  }

  private void unknown(Operation operation) {
    activity.unknown(operation.interaction());
    activity.unknown(operation.about());
  }

  private void ends(Operation operation) {
    activity.ends(operation.interaction());
    activity.ends(operation.about());
    anonymous.changed(operation.about());
  }

  /** What a callback throws would be lost in a future: the world hears it. */
  private void heard(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException | Error e) {
      world.fail(e);
    }
  }

  // ---- reads ---------------------------------------------------------------------------------

  private <T> CompletableFuture<?> checked(CompletableFuture<T> call, Consumer<T> check) {
    return call.thenAccept(answer -> heard(() -> check.accept(answer)));
  }

  private CompletableFuture<?> read(SimNode node) {
    List<TargetKind> targetKinds = world.plan().targetKinds();
    TargetKind targetKind = targetKinds.get(random.random(targetKinds.size()));
    if (world.plan().near() && random.chance(70)) {
      return anonymous.read(node, targetKind, this::heard);
    }
    if (Plan.isCounter(targetKind)) {
      return node.engine.explain(targetKind.target());
    }
    Interaction register = new Interaction(targetKind, "u" + random.random(world.plan().actors()));
    int what = random.random(10);
    if (what == 0) {
      return listTarget(node, targetKind);
    }
    return what == 1 ? listActor(node, register) : read(node, register);
  }

  private CompletableFuture<?> read(SimNode node, Interaction register) {
    long floor = answers.newest(register);
    TargetKind targetKind = register.targetKind();
    Quiet quiet = activity.quiet(targetKind, activity.isQuiet(targetKind));
    return checked(
        node.engine.read(register),
        (Reading reading) -> {
          Row row = reading.row();
          world
              .story()
              .tell(
                  targetKind,
                  () ->
                      "a reader at node "
                          + node.life
                          + " of "
                          + register.actor()
                          + " sees "
                          + Story.row(row)
                          + " from "
                          + reading.source());
          if (row.version() < answers.owed(register, floor)) {
            throw new InvariantViolation(
                Invariant.READ_YOUR_WRITES,
                targetKind,
                "a reader of "
                    + register.actor()
                    + " sees "
                    + Story.row(row)
                    + ", answered was "
                    + Story.version(floor));
          }
          if (row.exists()
              && world.checker().peek().durableEvent(targetKind, row.version()) == null) {
            throw new InvariantViolation(
                Invariant.NO_PHANTOM, targetKind, "a reader sees " + Story.row(row));
          }
          if (reading.counts() != null && activity.stayedQuiet(targetKind, quiet)) {
            answers.checkCounts(targetKind, reading.counts());
          }
        });
  }

  private CompletableFuture<?> listTarget(SimNode node, TargetKind targetKind) {
    Quiet quiet = activity.quiet(targetKind, activity.isQuiet(targetKind));
    return checked(
        node.engine.listTarget(targetKind, null, Page.first(200)),
        (Listing listing) -> {
          if (activity.stayedQuiet(targetKind, quiet)) {
            List<String> expected = new ArrayList<>();
            for (String actor : world.plan().actorIds()) {
              if (world.checker().peek().newest(new Interaction(targetKind, actor)).value()
                  != null) {
                expected.add(actor);
              }
            }
            List<String> found =
                listing.items().stream().map(item -> item.interaction().actor()).sorted().toList();
            sameList(targetKind, found, expected);
          }
        });
  }

  private CompletableFuture<?> listActor(SimNode node, Interaction register) {
    Quiet quiet = activity.quiet(register, activity.isQuiet(register));
    Actor actor = register.who();
    return checked(
        node.engine.listActor(actor, register.kind(), null, Page.first(200)),
        (Listing listing) -> {
          boolean parked = world.plan().parks(register.targetKind());
          if (!listing.stale() && !parked && activity.stayedQuiet(register, quiet)) {
            String value = world.checker().peek().newest(register).value();
            List<String> found =
                listing.items().stream()
                    .filter(item -> item.interaction().equals(register))
                    .map(ClusterClients::value)
                    .toList();
            sameList(register.targetKind(), found, value == null ? List.of() : List.of(value));
          }
        });
  }

  private static String value(RowItem item) {
    return String.valueOf(item.row().value());
  }

  private static void sameList(TargetKind about, List<String> found, List<String> expected) {
    if (!found.equals(expected)) {
      throw new InvariantViolation(
          Invariant.ANSWERS_ARE_TRUE, about, "a list says " + found + " instead of " + expected);
    }
  }
}
