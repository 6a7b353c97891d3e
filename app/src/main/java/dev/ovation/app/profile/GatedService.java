package dev.ovation.app.profile;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The engine behind the gate, which stays closed until there is one. Thread-safe. */
final class GatedService implements InteractionService {
  private final WriteGate gate;
  private volatile @Nullable InteractionService engine;

  /** Without an engine: {@link #serve} must come before the gate is opened. */
  GatedService(WriteGate gate) {
    this.gate = gate;
  }

  GatedService(WriteGate gate, InteractionService engine) {
    this(gate);
    serve(engine);
  }

  void serve(InteractionService made) {
    engine = made;
  }

  private InteractionService engine() {
    return Objects.requireNonNull(engine, "the gate was opened without an engine");
  }

  @Override
  public CompletableFuture<Outcome> write(Command command) {
    OvationException refusal = gate.writeRefusal();
    return refusal == null ? engine().write(command) : CompletableFuture.failedFuture(refusal);
  }

  @Override
  public CompletableFuture<List<Outcome>> writeAll(List<Command> commands) {
    OvationException refusal = gate.writeRefusal();
    if (refusal == null) {
      return engine().writeAll(commands);
    }
    List<Outcome> refused = new ArrayList<>();
    commands.forEach(command -> refused.add(new Outcome.Refused(refusal)));
    return CompletableFuture.completedFuture(refused);
  }

  @Override
  public CompletableFuture<Reading> read(Interaction interaction) {
    return whenOpen(() -> engine().read(interaction));
  }

  @Override
  public CompletableFuture<List<Summary>> summaries(
      List<Target> targets, List<Kind> kinds, @Nullable String actor) {
    return whenOpen(() -> engine().summaries(targets, kinds, actor));
  }

  @Override
  public CompletableFuture<Listing> listTarget(
      TargetKind targetKind, @Nullable String value, Page page) {
    return whenOpen(() -> engine().listTarget(targetKind, value, page));
  }

  @Override
  public CompletableFuture<Listing> listActor(
      Actor actor, String kind, @Nullable String type, Page page) {
    return whenOpen(() -> engine().listActor(actor, kind, type, page));
  }

  /** Nothing before there is an engine. */
  @Override
  public List<HotTarget> hottest(int targetsMax) {
    InteractionService made = engine;
    return made == null ? List.of() : made.hottest(targetsMax);
  }

  @Override
  public List<Actor> hottestActors(int actorsMax) {
    InteractionService made = engine;
    return made == null ? List.of() : made.hottestActors(actorsMax);
  }

  @Override
  public CompletableFuture<Explanation> explain(Target target) {
    return whenOpen(() -> engine().explain(target));
  }

  private <T> CompletableFuture<T> whenOpen(Supplier<CompletableFuture<T>> call) {
    OvationException refusal = gate.refusal();
    return refusal == null ? call.get() : CompletableFuture.failedFuture(refusal);
  }
}
