package dev.ovation.core.engine;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.Ledger.Page;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The interaction service over its ports. It decides and orders; it has no thread, no clock and no
 * I/O of its own.
 */
public final class Engine implements InteractionService {
  private final Kinds kinds;
  private final Ports ports;
  private final Slots slots;
  private final CountsReader countsReader;
  private final StanceReader stanceReader;
  private final ListReader listReader;
  private final SummaryReader summaryReader;
  private final Explainer explainer;
  private final HotTargets hotTargets = new HotTargets();

  /**
   * @param viewRowsMax rows of an actor's view; an actor with more is answered by the ledger
   */
  public Engine(Kinds kinds, Ports ports, int viewRowsMax) {
    this.kinds = kinds;
    this.ports = ports;
    this.slots = new Slots(ports);
    this.countsReader = new CountsReader(ports, slots);
    this.stanceReader = new StanceReader(ports, viewRowsMax);
    this.listReader = new ListReader(ports, countsReader);
    // Only summaries are asked for by everybody; all else is asked for by those who act.
    Slots near = Slots.near(ports);
    this.summaryReader =
        new SummaryReader(near, new CountsReader(ports, near), stanceReader, hotTargets);
    this.explainer = new Explainer(kinds, ports, countsReader);
  }

  @Override
  public CompletableFuture<Outcome> write(Command command) {
    hotTargets.seen(command.interaction().targetKind());
    return guarded(
        () ->
            switch (command) {
              case Command.Set set -> {
                Kind.Register kind = Decisions.register(kinds, set.interaction().kind());
                yield register(
                    set.interaction(), Decisions.value(kind, set.value()), set.atMillis());
              }
              case Command.Unset unset -> {
                Decisions.register(kinds, unset.interaction().kind());
                yield register(unset.interaction(), null, unset.atMillis());
              }
              case Command.PutBack back -> {
                Kind.Register kind = Decisions.register(kinds, back.interaction().kind());
                String value = Decisions.value(kind, back.value());
                yield new RegisterWrite(
                        ports,
                        countsReader,
                        back.interaction(),
                        value,
                        back.atMillis(),
                        back.unsetVersion() + Version.STEP)
                    .start();
              }
              case Command.Add add -> {
                Decisions.counter(kinds, add.interaction().kind());
                yield new CounterWrite(
                        ports,
                        countsReader,
                        add.interaction(),
                        Decisions.by(add.by()),
                        add.token(),
                        add.atMillis())
                    .start();
              }
            });
  }

  private CompletableFuture<Outcome> register(
      Interaction interaction, @Nullable String value, @Nullable Long atMillis) {
    return new RegisterWrite(ports, countsReader, interaction, value, atMillis, null).start();
  }

  @Override
  public CompletableFuture<List<Outcome>> writeAll(List<Command> commands) {
    return new Batch(this, commands).start();
  }

  @Override
  public CompletableFuture<Reading> read(Interaction interaction) {
    hotTargets.seen(interaction.targetKind());
    return guarded(
        () -> {
          Decisions.register(kinds, interaction.kind());
          TargetKind targetKind = interaction.targetKind();
          return slots
              .read(List.of(new HotQuery(targetKind, interaction.actor())))
              .thenCompose(answers -> reading(interaction, answers.getFirst()));
        });
  }

  private CompletableFuture<Reading> reading(Interaction interaction, HotAnswer answer) {
    TargetKind targetKind = interaction.targetKind();
    if (answer.isCold()) {
      return slots
          .readCold(List.of(new LedgerQuery(targetKind, interaction.actor(), true)))
          .thenApply(List::getFirst)
          .thenApply(
              cold -> new Reading(interaction, Slots.row(cold), cold.counts(), Source.LEDGER));
    }
    CompletableFuture<@Nullable Counts> counts =
        answer.counts() != null
            ? CompletableFuture.completedFuture(answer.counts())
            : countsReader.read(List.of(targetKind)).thenApply(List::getFirst);
    CompletableFuture<Row> row =
        stanceReader
            .read(interaction.who(), List.of(targetKind), List.of(answer))
            .thenApply(List::getFirst);
    return row.thenCombine(counts, (r, c) -> new Reading(interaction, r, c));
  }

  @Override
  public CompletableFuture<List<Summary>> summaries(
      List<Target> targets, List<Kind> wanted, @Nullable String actor) {
    return guarded(() -> summaryReader.read(targets, wanted, actor));
  }

  @Override
  public CompletableFuture<Listing> listTarget(
      TargetKind targetKind, @Nullable String value, Page page) {
    return guarded(
        () -> {
          Kind.Register kind = Decisions.register(kinds, targetKind.kind());
          if (value != null) {
            Decisions.value(kind, value);
          }
          return listReader.ofTarget(targetKind, value, page);
        });
  }

  @Override
  public CompletableFuture<Listing> listActor(
      Actor actor, String kind, @Nullable String type, Page page) {
    return guarded(
        () -> {
          Decisions.register(kinds, kind);
          return listReader.ofActor(actor, kind, type, page);
        });
  }

  @Override
  public List<HotTarget> hottest(int targetsMax) {
    return hotTargets.hottest(targetsMax);
  }

  @Override
  public CompletableFuture<Explanation> explain(Target target) {
    return guarded(() -> explainer.explain(target));
  }

  /** Lets nothing but the promised exceptions out, and those only through the future. */
  private static <T> CompletableFuture<T> guarded(Supplier<CompletableFuture<T>> call) {
    CompletableFuture<T> future;
    try {
      future = call.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(Futures.failure(e));
    }
    return future.exceptionallyCompose(e -> CompletableFuture.failedFuture(Futures.failure(e)));
  }
}
