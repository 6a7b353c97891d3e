package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Letter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds the log up to a partition's offset and what was committed directly, in the order in which
 * the ledger met it and the simplest way there is, and compares with the ledger.
 */
final class ClusterLedgerCheck {
  private final ClusterWorld world;
  private final LedgerState ledger;
  private final Map<Interaction, RegisterEvent> newest = new HashMap<>();
  private final CounterFold counters = new CounterFold();

  private ClusterLedgerCheck(ClusterWorld world, int partition) {
    this.world = world;
    this.ledger = world.disk().ledger().now(partition);
    List<Event> log = world.broker().events(partition);
    long folded = 0;
    for (SimClusterDisk.Direct direct : world.disk().directly(partition)) {
      foldLog(log, folded, direct.h());
      folded = direct.h();
      if (!isParkedSince(direct.event())) {
        fold(direct.event());
      }
    }
    foldLog(log, folded, ledger.position().h());
  }

  private void foldLog(List<Event> log, long afterOffset, long upTo) {
    for (long offset = afterOffset + 1; offset <= upTo; offset++) {
      Event event = log.get((int) offset - 1);
      if (!isLeftOut(offset, event)) {
        fold(event);
      }
    }
  }

  /**
   * Whether the row that an event made in the ledger was taken away by somebody, and the copies of
   * the event that the log has were parked after that: then nothing says any more that it had been
   * applied, and the letters have it.
   */
  private boolean isParkedSince(Event event) {
    return world.vandal().hasDamaged(event.targetKind())
        && ledger.history().stream()
            .filter(letter -> !letter.isSettled() || LedgerCheck.isDrop(letter))
            .anyMatch(letter -> event.equals(letter.parked().event()));
  }

  static void check(ClusterWorld world, int partition) {
    new ClusterLedgerCheck(world, partition).compare(partition);
  }

  /** Whether an event is parked or given up: then a letter says so. */
  private boolean isLeftOut(long offset, Event event) {
    Letter letter = ledger.letter(offset);
    boolean mayPark = world.plan().parks(event.targetKind());
    if (letter == null ? mayPark && world.plan().parked() : !mayPark) {
      throw violation(
          Invariant.NOTHING_DROPPED, event.targetKind(), "@" + offset + " has letter " + letter);
    }
    return letter != null && (!letter.isSettled() || LedgerCheck.isDrop(letter));
  }

  private void fold(Event event) {
    switch (event) {
      case RegisterEvent e ->
          newest.merge(e.interaction(), e, (a, b) -> b.version() > a.version() ? b : a);
      case CounterEvent e -> counters.add(e);
      case LedgerCheckpoint e -> {} // Changes neither rows nor counts.
      case CounterCheckpoint e -> throw new AssertionError("nobody compacts this log");
    }
  }

  private void compare(int partition) {
    for (Interaction register : world.plan().registers()) {
      if (world.plan().partitioner().partition(register.targetKind()) == partition) {
        compare(register);
      }
    }
    for (TargetKind targetKind : world.plan().targetKinds()) {
      if (world.plan().partitioner().partition(targetKind) == partition) {
        compare(targetKind);
      }
    }
  }

  private void compare(Interaction register) {
    RegisterEvent event = newest.get(register);
    Row row = ledger.row(register);
    boolean same =
        event == null
            ? !row.exists()
            : event.version() == row.version()
                && Objects.equals(event.value(), row.value())
                && event.atMillis() == row.atMillis();
    // Nobody can tell a tombstone that was lost from one that was purged.
    boolean isGone = event != null && event.value() == null && !row.exists();
    if (!same && !(isGone && world.vandal().hasDamaged(register.targetKind()))) {
      throw violation(
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
    if (!stored.equals(Counts.of(expected)) && !isMendedInAnotherOrder(targetKind, stored)) {
      throw violation(
          Plan.isCounter(targetKind) ? Invariant.EXACTLY_ONCE_EFFECT : Invariant.COUNT_IS_ROWS,
          targetKind,
          "ledger counts " + stored + ", log and direct writes make " + expected);
    }
  }

  /**
   * What is mended is mended to what the log makes in its order. Where a token came again after its
   * window, that may be another total than the one that was damaged.
   */
  private boolean isMendedInAnotherOrder(TargetKind targetKind, Counts stored) {
    return Plan.isCounter(targetKind)
        && world.vandal().hasDamaged(targetKind)
        && Tellable.ofCounter(targetKind, oldestFirst(targetKind)).allows(targetKind, stored);
  }

  /** In this order no fewer count than in any other. */
  private List<Event> oldestFirst(TargetKind targetKind) {
    int partition = world.plan().partitioner().partition(targetKind);
    return world.checker().peek().durable(partition).stream()
        .sorted(Comparator.comparingLong(Event::version))
        .toList();
  }

  private static InvariantViolation violation(
      Invariant invariant, @Nullable TargetKind about, String message) {
    return new InvariantViolation(invariant, about, message);
  }
}
