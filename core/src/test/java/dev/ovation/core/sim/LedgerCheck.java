package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Folds the durable log up to a ledger's offset in the simplest way there is and compares: the
 * newest event of each register, each token once.
 */
final class LedgerCheck {
  private final World world;
  private final LedgerState ledger;
  private final Map<Interaction, RegisterEvent> newest = new HashMap<>();
  private final CounterFold counters = new CounterFold();
  private long highest;

  private LedgerCheck(World world, LedgerState ledger) {
    this.world = world;
    this.ledger = ledger;
  }

  static void check(World world, int partition, LedgerState ledger) {
    LedgerCheck check = new LedgerCheck(world, ledger);
    check.fold(partition);
    check.compare();
  }

  private void fold(int partition) {
    List<Event> durable = world.logDisk().durable(partition);
    long h = ledger.position().h();
    if (h > durable.size()) {
      throw new InvariantViolation(
          Invariant.NO_PHANTOM,
          null,
          "the ledger stands at @" + h + ", the durable log ends at @" + durable.size());
    }
    for (int i = 0; i < h; i++) {
      Event event = durable.get(i);
      highest = Math.max(highest, event.version());
      if (isLeftOut(partition, i + 1L, event)) {
        continue;
      }
      switch (event) {
        case RegisterEvent e ->
            newest.merge(e.interaction(), e, (a, b) -> b.version() > a.version() ? b : a);
        case CounterEvent e -> counters.add(e);
        case Checkpoint e -> throw new AssertionError("nobody writes checkpoints here");
      }
    }
  }

  /** Whether an event is parked or given up: then a letter says so. */
  private boolean isLeftOut(int partition, long offset, Event event) {
    Letter now = ledger.letter(offset);
    Letter letter = now == null ? world.ledgerDisk().forgotten(partition, offset) : now;
    boolean mayPark = world.plan().parks(event.targetKind());
    if (letter == null ? mayPark && world.plan().parked() : !mayPark) {
      throw new InvariantViolation(
          Invariant.NOTHING_DROPPED, event.targetKind(), "@" + offset + " has letter " + letter);
    }
    return letter != null && (!letter.isSettled() || isDrop(letter));
  }

  static boolean isDrop(Letter letter) {
    Decision decision = letter.decision();
    return decision != null && decision.verdict() == Verdict.DROP;
  }

  private void compare() {
    if (ledger.position().version() != highest) {
      throw new InvariantViolation(
          Invariant.NOTHING_DROPPED,
          null,
          "the highest version met is "
              + Story.version(highest)
              + ", the ledger remembers "
              + Story.version(ledger.position().version()));
    }
    for (Interaction register : world.plan().registers()) {
      compare(register);
    }
    for (TargetKind targetKind : world.plan().targetKinds()) {
      compare(targetKind);
    }
  }

  private void compare(Interaction register) {
    RegisterEvent event = newest.get(register);
    Row row = ledger.row(register);
    if (event != null && isPurged(register, event)) {
      return;
    }
    boolean same =
        event == null
            ? !row.exists()
            : event.version() == row.version()
                && Objects.equals(event.value(), row.value())
                && event.atMillis() == row.atMillis();
    if (!same) {
      throw new InvariantViolation(
          Invariant.NEWER_WINS,
          register.targetKind(),
          "ledger has "
              + Story.row(row)
              + " for "
              + register.actor()
              + ", the newest event is "
              + (event == null ? "none" : Story.event(event)));
    }
  }

  /** A crash may take a purge back, so the row of a purged tombstone may be there. */
  private boolean isPurged(Interaction register, RegisterEvent newestEvent) {
    boolean isGone = newestEvent.value() == null && !ledger.row(register).exists();
    // Nobody can tell a tombstone that was lost from one that was purged.
    return isGone
        && (world.vandal().hasDamaged(register.targetKind())
            || newestEvent.version() <= world.ledgerDisk().purgedVersion(register));
  }

  private void compare(TargetKind targetKind) {
    Map<String, Long> expected = new TreeMap<>();
    newest.forEach(
        (register, event) -> {
          String value = event.value();
          if (register.targetKind().equals(targetKind) && value != null) {
            expected.merge(value, 1L, Long::sum);
          }
        });
    expected.merge(targetKind.kind(), counters.total(targetKind), Long::sum);
    Counts stored = ledger.countsOf(targetKind);
    if (!stored.equals(Counts.of(expected))) {
      throw new InvariantViolation(
          Plan.isCounter(targetKind) ? Invariant.EXACTLY_ONCE_EFFECT : Invariant.COUNT_IS_ROWS,
          targetKind,
          "ledger counts " + stored + ", the log makes " + expected);
    }
  }
}
