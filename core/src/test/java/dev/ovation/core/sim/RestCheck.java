package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Engine;
import dev.ovation.core.engine.InteractionService.Listing;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.RowItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Asks the engine for everything once nothing goes on any more, and compares with the truth. */
final class RestCheck {
  private final World world;
  private final Peek peek;
  private final Engine engine;

  RestCheck(World world, Peek peek) {
    this.world = world;
    this.peek = peek;
    this.engine = Objects.requireNonNull(world.process().engine());
  }

  void check() {
    for (Interaction register : world.plan().registers()) {
      Reading reading = get(engine.read(register), "a read");
      world
          .checker()
          .sameRow(register, register.actor() + " reads", reading.row(), peek.stance(register));
      Checker.same(
          register.targetKind(),
          "counts of a read",
          reading.counts(),
          peek.trueCounts(register.targetKind()));
    }
    for (TargetKind targetKind : world.plan().targetKinds()) {
      if (!Plan.isCounter(targetKind)) {
        List<RowItem> listed =
            pages(page -> get(engine.listTarget(targetKind, null, page), "a list"));
        Reads.checkItems(targetKind, listed, Reads.holders(world, targetKind));
      }
    }
    for (String actor : world.plan().actorIds()) {
      world.plan().kinds().stream()
          .filter(
              kind ->
                  !kind.equals("view")
                      && !world.plan().parks(new TargetKind(world.plan().target(0), kind)))
          .forEach(kind -> checkActor(actor, kind));
    }
  }

  private void checkActor(String actor, String kind) {
    List<RowItem> listed =
        pages(
            page -> get(engine.listActor(new Actor("default", actor), kind, null, page), "a list"));
    List<RowItem> expected = new ArrayList<>();
    for (Interaction register : world.plan().registers()) {
      Row row = peek.stance(register);
      if (register.actor().equals(actor) && register.kind().equals(kind) && row.value() != null) {
        expected.add(new RowItem(register, row));
      }
    }
    expected.sort(Reads.NEWEST_FIRST);
    Reads.checkItems(world.plan().targetKinds().getFirst(), listed, expected);
  }

  private <T> T get(CompletableFuture<T> call, String what) {
    world.runUntil(call::isDone, what);
    return call.join();
  }

  private static List<RowItem> pages(Function<Page, Listing> list) {
    List<RowItem> items = new ArrayList<>();
    Page page = Page.first(1);
    while (page != null) {
      Listing listing = list.apply(page);
      items.addAll(listing.items());
      page = listing.next();
    }
    return items;
  }
}
