package dev.ovation.app.truth;

import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Sets, unsets, changes and adds, and tells the truth what was answered. One thread. */
final class TruthWriter {
  /** After these it is certain that nothing was written. */
  private static final Set<ErrorCode> CERTAIN =
      EnumSet.of(ErrorCode.BACKLOG_FULL, ErrorCode.OVERLOADED);

  private final TruthPlan plan;
  private final InteractionService service;
  private final Truth truth;
  private final SplittableRandom random;
  private final String name;
  private int tokens;
  private final Set<TokenOf> added = new HashSet<>();

  private record TokenOf(Interaction interaction, String token) {}

  TruthWriter(
      TruthPlan plan,
      InteractionService service,
      Truth truth,
      SplittableRandom random,
      String name) {
    this.plan = plan;
    this.service = service;
    this.truth = truth;
    this.random = random;
    this.name = name;
  }

  void run(BooleanSupplier goesOn) throws Exception {
    while (goesOn.getAsBoolean()) {
      List<Command> commands = new ArrayList<>();
      int size = random.nextInt(3) == 0 ? 1 + random.nextInt(plan.batchOperationsMax()) : 1;
      for (int i = 0; i < size; i++) {
        commands.add(command());
      }
      commands.forEach(this::begin);
      List<Outcome> outcomes = service.writeAll(commands).get(60, TimeUnit.SECONDS);
      for (int i = 0; i < size; i++) {
        end(commands.get(i), outcomes.get(i));
      }
      if (outcomes.getLast() instanceof Outcome.Refused) {
        // Refusals come at once; the processor is for those who read.
        LockSupport.parkNanos(2_000_000);
      }
    }
  }

  private Command command() {
    int what = random.nextInt(20);
    // An import tells when it happened; often at the same time as others, and long ago.
    Long at = random.nextInt(3) == 0 ? 1_600_000_000_000L + 1000L * random.nextInt(40) : null;
    if (what < 9) {
      Interaction like = plan.interaction(random, "like");
      return what < 6 ? new Command.Set(like, null, at) : new Command.Unset(like, at);
    }
    if (what < 17) {
      Interaction reaction = plan.interaction(random, "reaction");
      String value = TruthPlan.REACTIONS.get(random.nextInt(TruthPlan.REACTIONS.size()));
      return what < 15 ? new Command.Set(reaction, value, at) : new Command.Unset(reaction, at);
    }
    String token = what == 17 ? null : name + "-" + (tokens += random.nextInt(2));
    return new Command.Add(plan.interaction(random, "view"), 1 + random.nextInt(3), token, null);
  }

  /** Where nobody could tell, the first of a token counts: nobody else has this writer's tokens. */
  private boolean counts(Command.Add add, Effect effect) {
    boolean isFirst = add.token() == null || added.add(new TokenOf(add.interaction(), add.token()));
    return effect == Effect.UNKNOWN ? isFirst : effect == Effect.CHANGED;
  }

  private void begin(Command command) {
    TargetTruth target = truth.of(command.interaction().targetKind());
    if (command instanceof Command.Add add) {
      target.beginAdd(add.by());
    } else {
      target.begin(command.interaction().actor());
    }
  }

  private void end(Command command, Outcome outcome) {
    TargetTruth target = truth.of(command.interaction().targetKind());
    truth.count(outcome instanceof Outcome.Refused ? "refused writes" : "writes");
    switch (outcome) {
      case Outcome.Added added -> {
        Command.Add add = (Command.Add) command;
        target.endAdd(add.by(), counts(add, added.effect()));
      }
      case Outcome.Written w -> {
        truth.wrote(w.interaction());
        target.end(w.interaction().actor(), new Row(w.value(), w.version(), w.atMillis(), 0));
      }
      case Outcome.Refused(OvationException failure) -> {
        if (!CERTAIN.contains(failure.code())) {
          throw failure;
        }
        if (command instanceof Command.Add add) {
          target.endAdd(add.by(), false);
        } else {
          target.end(command.interaction().actor(), Row.NONE);
        }
      }
    }
  }
}
