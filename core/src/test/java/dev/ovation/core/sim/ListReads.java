package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.InteractionService.Listing;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.sim.Operation.Quiet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls the engine's lists, page by page, and checks them: whatever else goes on, the rows that
 * nobody writes meanwhile are there, once, and as they are.
 */
final class ListReads {
  private final World world;
  private final Activity activity;

  ListReads(World world, Activity activity) {
    this.world = world;
    this.activity = activity;
  }

  /** The pages of a list together. */
  private record Listed(List<RowItem> items, boolean stale, @Nullable Counts counts) {
    static final Listed NONE = new Listed(List.of(), false, null);

    Listed and(Listing page) {
      List<RowItem> all = new ArrayList<>(items);
      all.addAll(page.items());
      return new Listed(all, stale || page.stale(), page.counts());
    }
  }

  private static CompletableFuture<Listed> pages(
      Page page, Function<Page, CompletableFuture<Listing>> list, Listed before) {
    return list.apply(page)
        .thenCompose(
            listing -> {
              Listed all = before.and(listing);
              Page next = listing.next();
              return next == null ? CompletableFuture.completedFuture(all) : pages(next, list, all);
            });
  }

  private Page firstPage() {
    return Page.first(1 + world.scheduler().random(4));
  }

  private Map<Interaction, Quiet> quiet(List<Interaction> registers) {
    Map<Interaction, Quiet> quiet = new LinkedHashMap<>();
    registers.forEach(one -> quiet.put(one, activity.quiet(one, activity.isQuiet(one))));
    return quiet;
  }

  /** A list of a target, of all values or of one. The future tells the counts of its last page. */
  CompletableFuture<@Nullable Counts> ofTarget(Engine engine, TargetKind targetKind) {
    Map<Interaction, Quiet> quiet =
        quiet(
            world.plan().actorIds().stream()
                .map(actor -> new Interaction(targetKind, actor))
                .toList());
    String value = value(targetKind.kind());
    return pages(firstPage(), page -> engine.listTarget(targetKind, value, page), Listed.NONE)
        .<@Nullable Counts>thenApply(
            listed -> {
              guarded(
                  () -> check("the list of " + value, targetKind, listed.items(), quiet, value));
              return listed.counts();
            });
  }

  private @Nullable String value(String kind) {
    List<String> values = Objects.requireNonNull(world.plan().kindsOfEngine().find(kind)).values();
    int choice = world.scheduler().random(2 * values.size());
    return choice < values.size() ? values.get(choice) : null;
  }

  CompletableFuture<?> ofActor(Engine engine, Interaction about) {
    Actor actor = about.who();
    Map<Interaction, Quiet> quiet =
        quiet(
            world.plan().registers().stream()
                .filter(one -> one.who().equals(actor) && one.kind().equals(about.kind()))
                .toList());
    return pages(
            firstPage(), page -> engine.listActor(actor, about.kind(), null, page), Listed.NONE)
        .thenAccept(
            listed -> {
              // A parked event is in no ledger row, so an actor's list does not have it.
              boolean parked = world.plan().parks(about.targetKind());
              if (!listed.stale() && !parked) {
                guarded(
                    () ->
                        check(
                            "the list of " + actor,
                            about.targetKind(),
                            listed.items(),
                            quiet,
                            null));
              }
            });
  }

  /** What is wrong ends the simulation, not just the reading client. */
  private void guarded(Runnable check) {
    try {
      check.run();
    } catch (RuntimeException | Error e) {
      world.fail(e);
    }
  }

  private void check(
      String what,
      TargetKind about,
      List<RowItem> items,
      Map<Interaction, Quiet> quiet,
      @Nullable String value) {
    for (int i = 1; i < items.size(); i++) {
      if (Reads.NEWEST_FIRST.compare(items.get(i - 1), items.get(i)) >= 0) {
        throw violation(about, what + " is out of order: " + items);
      }
    }
    quiet.forEach(
        (register, since) -> {
          if (activity.stayedQuiet(register, since)) {
            Row row = world.checker().peek().stance(register);
            boolean isIn = row.value() != null && (value == null || value.equals(row.value()));
            List<String> found =
                items.stream()
                    .filter(item -> item.interaction().equals(register))
                    .map(item -> text(item.row()))
                    .toList();
            if (!found.equals(isIn ? List.of(text(row)) : List.of())) {
              throw violation(
                  about, what + " has " + register + " as " + found + ", true is " + text(row));
            }
          }
        });
  }

  /** Without the commit: a row that is pending has none yet. */
  private static String text(Row row) {
    return row.value() + " " + Story.version(row.version()) + " at " + row.atMillis();
  }

  private static InvariantViolation violation(TargetKind about, String message) {
    return new InvariantViolation(Invariant.ANSWERS_ARE_TRUE, about, message);
  }
}
