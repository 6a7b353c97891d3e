package dev.ovation.core.consistency;

import dev.ovation.core.consistency.HotLook.Judgement;
import dev.ovation.core.consistency.HotLook.Verdict;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotInspection.HotSlot;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Holds what slots have of some (target, kind)s against the ledger. What can't be told because it
 * changes is looked at again a moment later, some times; so is what looks wrong, once.
 */
final class HotLeg implements Leg {
  private static final int AT_ONCE = 64;
  private static final int ROUNDS_MAX = 6;

  private final PassContext context;
  private ArrayDeque<Asked> left = new ArrayDeque<>();
  private ArrayDeque<Asked> again = new ArrayDeque<>();
  private @Nullable List<HotLook> open;
  private List<Asked> asked = List.of();

  /**
   * What is to be looked at.
   *
   * @param round how often it was before
   * @param suspected whether it looked wrong the last time
   */
  private record Asked(TargetKind targetKind, int round, boolean suspected) {}

  HotLeg(PassContext context, Collection<TargetKind> targetKinds) {
    this.context = context;
    targetKinds.forEach(targetKind -> left.add(new Asked(targetKind, 0, false)));
  }

  @Override
  public CompletableFuture<Took> step() {
    List<HotLook> looks = open;
    if (looks != null) {
      return CompletableFuture.completedFuture(compare(looks));
    }
    asked = left.stream().limit(AT_ONCE).toList();
    List<CompletableFuture<@Nullable HotSlot>> slots = new ArrayList<>();
    asked.forEach(one -> slots.add(context.hot.slot(one.targetKind())));
    return CompletableFuture.allOf(slots.toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              open(slots);
              return Took.more(0);
            });
  }

  private void open(List<CompletableFuture<@Nullable HotSlot>> slots) {
    List<HotLook> looks = new ArrayList<>();
    List<Asked> loaded = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      HotSlot slot = slots.get(i).join();
      if (slot != null && (slot.base() != null || !slot.entries().isEmpty())) {
        loaded.add(asked.get(i));
        looks.add(HotLook.of(asked.get(i).targetKind(), slot, isRegister(asked.get(i))));
      }
    }
    asked.forEach(one -> left.remove());
    asked = loaded;
    open = looks;
  }

  private boolean isRegister(Asked one) {
    return !(context.ports.kinds().find(one.targetKind().kind()) instanceof Kind.Counter);
  }

  private Took compare(List<HotLook> looks) {
    List<LedgerQuery> queries = new ArrayList<>();
    looks.forEach(look -> queries.addAll(look.queries()));
    List<LedgerAnswer> answers = queries.isEmpty() ? List.of() : context.watch.look(queries);
    int at = 0;
    for (int i = 0; i < looks.size(); i++) {
      int size = looks.get(i).queries().size();
      judge(asked.get(i), looks.get(i).judge(answers.subList(at, at + size)));
      at += size;
    }
    open = null;
    asked = List.of();
    return next(queries.size());
  }

  private void judge(Asked one, Judgement judgement) {
    Suspicion suspicion = judgement.suspicion();
    if (suspicion != null && one.suspected()) {
      context.count(What.SLOTS, 1);
      context.wrong(suspicion);
    } else if (judgement.verdict() == Verdict.RIGHT) {
      context.count(What.SLOTS, 1);
    } else if (one.round() + 1 < ROUNDS_MAX) {
      again.add(new Asked(one.targetKind(), one.round() + 1, suspicion != null));
    } else {
      context.count(What.NOT_COMPARABLE, 1);
    }
  }

  private Took next(long rows) {
    if (!left.isEmpty()) {
      return Took.more(rows);
    }
    left = again;
    again = new ArrayDeque<>();
    return new Took(left.isEmpty(), rows, !left.isEmpty());
  }
}
