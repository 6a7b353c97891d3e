package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.engine.InteractionService.Summary;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.sim.Operation.Quiet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls the engine's reads and checks what they say, exactly where nothing else is going on. */
final class Reads {
  static final Comparator<RowItem> NEWEST_FIRST =
      Comparator.comparingLong((RowItem item) -> item.row().atMillis())
          .reversed()
          .thenComparing(item -> item.interaction().actor())
          .thenComparing(item -> item.interaction().target().text());

  private final World world;
  private final Activity activity;
  private final Answers answers;
  private final ListReads lists;

  Reads(World world, Activity activity, Answers answers) {
    this.world = world;
    this.activity = activity;
    this.answers = answers;
    this.lists = new ListReads(world, activity);
  }

  CompletableFuture<?> call(Engine engine) {
    SimScheduler random = world.scheduler();
    List<TargetKind> targetKinds = world.plan().targetKinds();
    TargetKind targetKind = targetKinds.get(random.random(targetKinds.size()));
    String actor = "u" + random.random(world.plan().actors());
    int what = random.random(10);
    if (what == 0) {
      return engine.explain(targetKind.target());
    }
    if (what <= 2 || Plan.isCounter(targetKind)) {
      return summary(engine, targetKind, actor);
    }
    if (what <= 4) {
      return listTarget(engine, targetKind);
    }
    return what == 5
        ? lists.ofActor(engine, new Interaction(targetKind, actor))
        : read(engine, new Interaction(targetKind, actor));
  }

  private <T extends @Nullable Object> CompletableFuture<?> checked(
      CompletableFuture<T> call, Consumer<T> check) {
    return call.thenAccept(
        answer -> {
          try {
            check.accept(answer);
          } catch (RuntimeException | Error e) {
            world.fail(e);
          }
        });
  }

  private Quiet quiet(Object what) {
    return activity.quiet(what, activity.isQuiet(what));
  }

  CompletableFuture<?> read(Engine engine, Interaction register) {
    long floor = answers.newest(register);
    Quiet quiet = quiet(register.targetKind());
    return checked(
        engine.read(register),
        (Reading reading) -> {
          Row row = reading.row();
          world
              .story()
              .tell(
                  register.targetKind(),
                  () -> "a reader of " + register.actor() + " sees " + Story.row(row));
          long seen = world.checker().peek().seenVersion(register, row);
          if (seen < answers.owed(register, floor)) {
            throw violation(
                Invariant.READ_YOUR_WRITES,
                register.targetKind(),
                "a reader of "
                    + register.actor()
                    + " sees "
                    + Story.row(row)
                    + ", answered was "
                    + Story.version(floor));
          }
          if (row.exists()
              && world.checker().peek().durableEvent(register.targetKind(), row.version())
                  == null) {
            throw violation(
                Invariant.NO_PHANTOM, register.targetKind(), "a reader sees " + Story.row(row));
          }
          checkCounts(register.targetKind(), reading.counts(), quiet);
        });
  }

  private void checkCounts(TargetKind targetKind, @Nullable Counts counts, Quiet quiet) {
    if (counts == null || !activity.stayedQuiet(targetKind, quiet)) {
      return;
    }
    Tellable expected = world.checker().peek().tellable(targetKind);
    if (!expected.allows(targetKind, counts)) {
      throw violation(
          Invariant.ANSWERS_ARE_TRUE,
          targetKind,
          "a reader sees " + counts + " instead of " + expected);
    }
  }

  private CompletableFuture<?> summary(Engine engine, TargetKind targetKind, String actor) {
    Target target = targetKind.target();
    List<Kind> kinds =
        world.plan().kinds().stream()
            .map(name -> Objects.requireNonNull(world.plan().kindsOfEngine().find(name)))
            .toList();
    Map<TargetKind, Quiet> quiet = new TreeMap<>(Comparator.comparing(TargetKind::kind));
    kinds.forEach(
        kind -> {
          TargetKind of = new TargetKind(target, kind.name());
          quiet.put(of, quiet(of));
        });
    return checked(
        engine.summaries(List.of(target), kinds, actor),
        summaries -> {
          if (summaries.getFirst() instanceof Summary.Known known) {
            quiet.forEach((of, since) -> check(known, of, actor, since));
          }
        });
  }

  private void check(Summary.Known known, TargetKind of, String actor, Quiet since) {
    checkCounts(of, known.counts().getOrDefault(of.kind(), Counts.NONE), since);
    if (activity.stayedQuiet(of, since) && !Plan.isCounter(of)) {
      Map<String, String> mine = Objects.requireNonNull(known.mine());
      String value = world.checker().peek().stance(new Interaction(of, actor)).value();
      if (!Objects.equals(mine.get(of.kind()), value)) {
        throw violation(
            Invariant.ANSWERS_ARE_TRUE, of, actor + " holds " + value + ", a summary says " + mine);
      }
    }
  }

  private CompletableFuture<?> listTarget(Engine engine, TargetKind targetKind) {
    Quiet quiet = quiet(targetKind);
    return checked(
        lists.ofTarget(engine, targetKind),
        (@Nullable Counts counts) -> checkCounts(targetKind, counts, quiet));
  }

  /** Who holds a value on a target, as readers see it. */
  static List<RowItem> holders(World world, TargetKind targetKind) {
    List<RowItem> items = new ArrayList<>();
    for (String actor : world.plan().actorIds()) {
      Interaction register = new Interaction(targetKind, actor);
      Row row = world.checker().peek().stance(register);
      if (row.value() != null) {
        items.add(new RowItem(register, row));
      }
    }
    items.sort(NEWEST_FIRST);
    return items;
  }

  static void checkItems(TargetKind about, List<RowItem> found, List<RowItem> expected) {
    if (!texts(found).equals(texts(expected))) {
      throw violation(
          Invariant.ANSWERS_ARE_TRUE,
          about,
          "a list says " + texts(found) + " instead of " + texts(expected));
    }
  }

  private static List<String> texts(List<RowItem> items) {
    return items.stream()
        .map(
            item ->
                item.interaction()
                    + "="
                    + item.row().value()
                    + " "
                    + Story.version(item.row().version()))
        .toList();
  }

  private static InvariantViolation violation(
      Invariant invariant, TargetKind about, String message) {
    return new InvariantViolation(invariant, about, message);
  }
}
