package dev.ovation.core.projection;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.RowConfirm;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How far the repairer is with one case. Not thread-safe. */
final class RepairWork {
  /** How many views are looked at in one step. */
  private static final int VIEWS_AT_ONCE = 200;

  /** How many wrong views an audit names. */
  private static final int NAMED_MAX = 5;

  RepairCase repairCase;
  Stage stage = Stage.PEEK;
  @Nullable HotLook hot;

  /** Why it must be given up; null while there is hope. */
  @Nullable String problem;

  /** Registers that views are known to say otherwise. */
  List<RowConfirm> stale = new ArrayList<>();

  private int rounds;
  private int mends;

  /** Registers that something was committed about: their views first of all may be wrong. */
  private final Map<Interaction, RowConfirm> mended = new LinkedHashMap<>();

  private List<RowConfirm> toLookAt = List.of();

  enum Stage {
    /** See what the hot store shows. */
    PEEK,
    /** Look at the ledger, and put it right. */
    JUDGE,
    /** See what the views of actors show. */
    VIEWS,
    /** Put right what is wrong in them, which the audit holds by now. */
    REFILL,
    CLOSE
  }

  RepairWork(RepairCase repairCase) {
    this.repairCase = repairCase;
  }

  TargetKind targetKind() {
    return repairCase.targetKind();
  }

  /** Counts a round that did not end it, and begins another. */
  boolean isOver(int roundsMax) {
    if (stage == Stage.JUDGE || stage == Stage.VIEWS) {
      stage = Stage.PEEK;
    }
    return ++rounds > roundsMax;
  }

  /**
   * Whether it was mended too often to believe that it will last. Rounds in which others were at
   * work say nothing of that.
   */
  boolean lastsNot(int mendsMax) {
    return mends > mendsMax;
  }

  /** Something is committed. Once it is told, all is looked at again. */
  void isMended(Verdict.Mended made) {
    mends++;
    repairCase = made.open();
    made.rows().forEach(row -> mended.put(row.interaction(), row));
    stage = stale.isEmpty() ? Stage.PEEK : Stage.REFILL;
  }

  /**
   * Ledger and slot are right. Views are left: those of all actors, unless it is known whose rows
   * were wrong.
   *
   * @param rows null for a counter, which is in no view
   */
  void isRight(@Nullable List<RowConfirm> rows) {
    HotLook look = hot;
    Map<Interaction, RowConfirm> views = new LinkedHashMap<>();
    if (rows != null && look != null && !look.isCold()) {
      for (HotEntry entry : look.entries()) {
        put(views, new Interaction(targetKind(), entry.key()));
      }
      repairCase.namedActors().forEach(actor -> put(views, new Interaction(targetKind(), actor)));
      mended.keySet().forEach(interaction -> put(views, interaction));
      for (RowConfirm row : rows) {
        if (mended.isEmpty() || views.containsKey(row.interaction())) {
          views.put(row.interaction(), row);
        }
      }
    }
    toLookAt = List.copyOf(views.values());
    stale = new ArrayList<>();
    stage = toLookAt.isEmpty() ? Stage.CLOSE : Stage.VIEWS;
  }

  private static void put(Map<Interaction, RowConfirm> views, Interaction interaction) {
    views.put(interaction, new RowConfirm(interaction, Row.NONE));
  }

  /** The place that views must not be older than. */
  long g() {
    HotLook look = hot;
    return look == null ? 0 : look.answer().g();
  }

  List<RowConfirm> nextViews() {
    return toLookAt.subList(0, Math.min(VIEWS_AT_ONCE, toLookAt.size()));
  }

  void viewsLookedAt(List<RowConfirm> wrong) {
    stale.addAll(wrong);
    toLookAt = toLookAt.subList(nextViews().size(), toLookAt.size());
    if (toLookAt.isEmpty()) {
      stage = stale.isEmpty() ? Stage.CLOSE : Stage.PEEK;
    }
  }

  void refilled() {
    stale.removeFirst();
    if (stale.isEmpty()) {
      stage = Stage.PEEK;
    }
  }

  /** What is wrong in views, in words; empty when nothing is. */
  String staleText() {
    String some =
        stale.stream()
            .limit(NAMED_MAX)
            .map(row -> row.interaction().actor())
            .collect(Collectors.joining(", "));
    return stale.isEmpty() ? "" : "views of " + stale.size() + " actors differ: " + some;
  }
}
