package dev.ovation.core.consistency;

import dev.ovation.core.consistency.Leg.Took;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.SweepStatus.Lines;
import dev.ovation.core.domain.TargetKind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pass over what changed since the one before: what was edited past the product, the log from
 * where that ended, what its events touched, and what is asked for most. What it costs grows with
 * that, and not with what is stored. Not thread-safe.
 */
final class RecentPass {
  /** The hottest come first, then what was touched. */
  private static final int SLOTS_MAX = 5_000;

  private static final String MARK = "mark.";

  private final PassContext context;
  private final Pass pass;
  private final Touched touched = new Touched();
  private final TreeMap<Integer, Long> marks = new TreeMap<>();

  /**
   * @param kept what {@link #text} of the pass before has kept; null for the first
   */
  RecentPass(
      Sweeper.Ports ports, SweepSettings settings, CaseOpening cases, @Nullable String kept) {
    this.context = new PassContext(ports, settings);
    Lines before = Lines.of(kept == null ? "" : kept);
    List<Supplier<Leg>> legs = new ArrayList<>();
    legs.add(() -> new EditsLeg(context, cases));
    for (int p = 0; p < ports.log().partitions(); p++) {
      int partition = p;
      legs.add(() -> log(partition, before));
    }
    legs.add(() -> new RecountLeg(context, touched.targetKinds(), settings.rowsOfTargetMax()));
    legs.add(() -> new HotLeg(context, hot()));
    legs.add(() -> new ViewLeg(context, touched.actors()));
    this.pass = new Pass(context, cases, legs);
  }

  private Leg log(int partition, Lines before) {
    long h = context.ledger.position(partition).h();
    String mark = before.orNull(MARK + partition);
    long bound = Math.max(0, h - context.settings.eventsMax());
    // A ledger that went back projects again what it lost.
    long from = mark == null ? bound : Math.min(Long.parseLong(mark), h);
    context.count(What.UNREAD, Math.max(0, bound - from));
    marks.put(partition, h);
    return new LogLeg(context, partition, Math.max(bound, from), h, touched);
  }

  private Set<TargetKind> hot() {
    Set<TargetKind> all = new LinkedHashSet<>(context.ports.hottest().get());
    for (TargetKind targetKind : touched.targetKinds()) {
      if (all.size() >= SLOTS_MAX) {
        break;
      }
      all.add(targetKind);
    }
    return all;
  }

  PassFigures figures() {
    return context.figures;
  }

  boolean isAtItsEnd() {
    return pass.isAtItsEnd();
  }

  CompletableFuture<Took> step() {
    return pass.step();
  }

  /** Where the next one begins, and what this one did. */
  String text() {
    StringBuilder text = new StringBuilder(context.figures.text());
    for (Map.Entry<Integer, Long> mark : marks.entrySet()) {
      text.append(MARK).append(mark.getKey()).append('=').append(mark.getValue()).append('\n');
    }
    return text.toString();
  }
}
