package dev.ovation.core.consistency;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.ViewAnswer;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the events of one batch, each view after the one that it falls back to is known to be
 * needed. Not thread-safe.
 */
final class Inspection {
  private final Windows.Due due;
  private final List<Look> looks = new ArrayList<>();
  private final List<Look> registers = new ArrayList<>();

  /**
   * @param inTime those of the due events that are to be looked for
   */
  Inspection(Windows.Due due, List<Watched> inTime) {
    this.due = due;
    for (Watched event : inTime) {
      Look look = new Look(event);
      looks.add(look);
      if (event.isRegister()) {
        registers.add(look);
      }
    }
  }

  int window() {
    return due.window();
  }

  /** All events that were due, those that came too late for this window included. */
  List<Watched> events() {
    return due.events();
  }

  List<Look> looks() {
    return looks;
  }

  // ---- the hot store: each answers whether there is more to ask of it ------------------------

  CompletableFuture<Boolean> places(HotStore hot) {
    Map<Integer, CompletableFuture<@Nullable Place>> asked = new HashMap<>();
    for (Look look : registers) {
      asked.computeIfAbsent(look.watched.partition, hot::place);
    }
    return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              for (Look look : registers) {
                CompletableFuture<@Nullable Place> answer = asked.get(look.watched.partition);
                look.place = answer == null ? null : answer.join();
                look.hotKnown = true;
              }
              return !registers.isEmpty();
            });
  }

  CompletableFuture<Boolean> slots(HotStore hot) {
    // Where there is no place the slot knows nothing.
    List<Look> placed = registers.stream().filter(look -> look.place != null).toList();
    List<HotQuery> queries =
        placed.stream()
            .map(look -> look.watched.event)
            .map(event -> new HotQuery(event.targetKind(), event.entryKey()))
            .toList();
    return hot.peek(queries)
        .thenApply(
            answers -> {
              boolean more = false;
              for (int i = 0; i < answers.size(); i++) {
                placed.get(i).slot = answers.get(i);
                more |= placed.get(i).asksView();
              }
              return more;
            });
  }

  CompletableFuture<Boolean> views(HotStore hot) {
    Map<Actor, List<Look>> byActor = new LinkedHashMap<>();
    for (Look look : registers) {
      if (look.asksView() && look.watched.event instanceof RegisterEvent event) {
        byActor.computeIfAbsent(event.interaction().who(), who -> new ArrayList<>()).add(look);
      }
    }
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    byActor.forEach(
        (actor, asking) -> {
          List<TargetKind> targetKinds =
              asking.stream().map(look -> look.watched.event.targetKind()).toList();
          asked.add(hot.readView(actor, targetKinds).thenAccept(view -> told(asking, view)));
        });
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new)).thenApply(done -> true);
  }

  private static void told(List<Look> asking, ViewAnswer view) {
    for (int i = 0; i < asking.size(); i++) {
      Look look = asking.get(i);
      // Of a place that was made after the view was read, the view may lack rows: no reader
      // trusts it then.
      boolean outlived = look.slot != null && look.slot.g() > view.g();
      Row row = view.loaded() && !outlived ? view.rows().get(i) : null;
      look.viewed = row;
    }
  }

  /** What was learned of it so far is not enough to judge it. */
  void hotFailed() {
    registers.forEach(look -> look.hotKnown = false);
  }

  // ---- the ledger ----------------------------------------------------------------------------

  /** Answers whether anything looks wrong. Blocks. */
  boolean ledger(ConsistencyLedger ledger) {
    look(ledger, looks);
    return looks.stream().anyMatch(Inspection::isSuspect);
  }

  private static boolean isSuspect(Look look) {
    return look.inLedger().verdict() == Look.Verdict.WRONG
        || (look.hotKnown && look.inHot().verdict() == Look.Verdict.WRONG);
  }

  private static void look(ConsistencyLedger ledger, List<Look> looks) {
    if (looks.isEmpty()) {
      return;
    }
    List<LedgerQuery> queries =
        looks.stream()
            .map(look -> look.watched.event)
            .map(event -> new LedgerQuery(event.targetKind(), event.entryKey(), false))
            .toList();
    List<LedgerAnswer> answers = ledger.look(queries);
    for (int i = 0; i < answers.size(); i++) {
      looks.get(i).ledger = answers.get(i);
    }
  }

  /**
   * What a view has passed and does not show may be parked, or have been dropped, which is right.
   * The ledger is looked at once more after that, because a parked event may have been taken back
   * in between. Blocks.
   */
  void secondLook(ConsistencyLedger ledger) {
    Map<Integer, Set<Long>> offsets = new HashMap<>();
    List<Look> suspects = looks.stream().filter(Inspection::isSuspect).toList();
    for (Look look : suspects) {
      offsets
          .computeIfAbsent(look.watched.partition, p -> new HashSet<>())
          .add(look.watched.offset);
    }
    Map<Integer, Set<Long>> parked = new HashMap<>();
    offsets.forEach((partition, asked) -> parked.put(partition, ledger.parked(partition, asked)));
    for (Look look : suspects) {
      look.parked =
          parked.getOrDefault(look.watched.partition, Set.of()).contains(look.watched.offset);
    }
    look(ledger, suspects.stream().filter(look -> !look.parked).toList());
  }
}
