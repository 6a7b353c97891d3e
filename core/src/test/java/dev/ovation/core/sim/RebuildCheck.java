package dev.ovation.core.sim;

import static java.util.function.Predicate.not;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a second, empty ledger from what the log of a world at rest keeps in the long run:
 * compacted registers, checkpoints, and what is left of counters' events after some have expired,
 * as many as checkpoints cover. It must come out the same.
 */
final class RebuildCheck {
  private final ClusterWorld world;
  private final SimScheduler random;
  private final Partitioner partitioner;
  private final KeptLog log;
  private final SimClusterDisk rebuilt;

  private RebuildCheck(ClusterWorld world) {
    this.world = world;
    this.random = world.scheduler();
    this.partitioner = world.plan().partitioner();
    this.log = new KeptLog(world.broker(), expired());
    checkpointsAreNewest();
    this.rebuilt = rebuild();
  }

  static void check(ClusterWorld world) {
    RebuildCheck check = new RebuildCheck(world);
    Set<TargetKind> differ = check.decidedByPeople();
    differ.addAll(check.countedInAnotherOrder());
    // A checkpoint may have been made of a total that was changed.
    world.plan().targetKinds().stream()
        .filter(Plan::isCounter)
        .filter(world.vandal()::hasDamaged)
        .forEach(differ::add);
    world.plan().targetKinds().stream().filter(not(differ::contains)).forEach(check::compare);
    world.plan().registers().stream()
        .filter(register -> !differ.contains(register.targetKind()))
        .forEach(check::compare);
  }

  /**
   * The log keeps what a ledger refused once, and what people then dropped: a new ledger applies
   * it, or parks it and is for people to decide of again.
   */
  private Set<TargetKind> decidedByPeople() {
    Set<TargetKind> found = new HashSet<>();
    for (int p = 0; p < partitioner.partitions(); p++) {
      for (Letter letter : world.disk().ledger().now(p).history()) {
        Event event = letter.parked().event();
        boolean differs =
            letter.isSettled() ? LedgerCheck.isDrop(letter) : !everyLedgerParks(event);
        if (event != null && differs) {
          found.add(event.targetKind());
        }
      }
    }
    return found;
  }

  /**
   * Counters with a token that came again after its window, because a clock has jumped so far, and
   * that was committed directly. The ledger met such events in another order than the log has them,
   * in which the later may come first: then the earlier counts no more.
   */
  private Set<TargetKind> countedInAnotherOrder() {
    Set<TargetKind> found = new HashSet<>();
    for (int p = 0; p < partitioner.partitions(); p++) {
      List<Event> durable = world.checker().peek().durable(p);
      for (Event event : world.disk().direct(p)) {
        if (event instanceof CounterEvent e && CounterFold.comesAgain(e, durable)) {
          found.add(e.targetKind());
        }
      }
    }
    return found;
  }

  /** Because of how kinds are configured, and not because this ledger refused it for a while. */
  private boolean everyLedgerParks(@Nullable Event event) {
    return event instanceof RegisterEvent
        && world.plan().kindsOfProjector().find(event.targetKind().kind()) instanceof Kind.Counter;
  }

  /**
   * Any number of events, but none that is in no checkpoint, and none whose token is repeated by
   * one that is left: retention is longer than the time in which a repetition is told.
   */
  private Map<Integer, Long> expired() {
    Map<Integer, Long> expired = new HashMap<>();
    for (int p = 0; p < partitioner.partitions(); p++) {
      if (partitioner.isOfCounters(p)) {
        int covered = (int) world.disk().checkpoints().of(p).covered();
        int wanted = random.chance(50) ? covered : random.random(covered + 1);
        expired.put(p, (long) withoutRepetitions(world.broker().events(p), wanted));
      }
    }
    return expired;
  }

  private static int withoutRepetitions(List<Event> events, int wanted) {
    int expired = wanted;
    while (!Collections.disjoint(keys(events, 0, expired), keys(events, expired, events.size()))) {
      expired--;
    }
    return expired;
  }

  private static Set<TokenKey> keys(List<Event> events, int from, int to) {
    return events.subList(from, to).stream()
        .map(event -> new TokenKey(event.targetKind(), event.entryKey()))
        .collect(Collectors.toSet());
  }

  /** Compaction keeps the last one that was appended. */
  private void checkpointsAreNewest() {
    for (int p = 0; p < partitioner.partitions(); p++) {
      if (!partitioner.isOfCounters(p)) {
        for (LedgerCheckpoint last : log.checkpoints(p)) {
          LedgerCheckpoint newest = world.disk().checkpoints().met(last.targetKind());
          if (newest.isNewerThan(last)) {
            throw violation(
                Invariant.NEWEST_IS_LAST,
                last.targetKind(),
                "the log ends with " + last + ", the newest is " + newest);
          }
        }
      }
    }
  }

  private SimClusterDisk rebuild() {
    try {
      return new RebuiltLedger(
              random, world.story(), log, partitioner, world.plan().kindsOfProjector())
          .projected();
    } catch (CompletionException e) {
      throw violation(Invariant.REBUILD_IS_SAME, null, String.valueOf(e.getCause()));
    }
  }

  private void compare(TargetKind targetKind) {
    same(
        targetKind,
        "counts",
        rebuilt.ledger().now(targetKind).countsOf(targetKind),
        world.disk().ledger().now(targetKind).countsOf(targetKind));
  }

  private void compare(Interaction register) {
    Row found = rebuilt.ledger().now(register.targetKind()).row(register);
    Row expected = world.disk().ledger().now(register.targetKind()).row(register);
    same(register.targetKind(), "value of " + register.actor(), found.value(), expected.value());
    boolean isGone =
        world.vandal().hasDamaged(register.targetKind())
            && found.value() == null
            && !expected.exists();
    if (!isGone) {
      same(register.targetKind(), "version", found.version(), expected.version());
    }
  }

  private static void same(
      TargetKind about, String what, @Nullable Object found, @Nullable Object expected) {
    if (!Objects.equals(found, expected)) {
      throw violation(
          Invariant.REBUILD_IS_SAME,
          about,
          what + ": rebuilt " + found + " instead of " + expected);
    }
  }

  private static InvariantViolation violation(
      Invariant invariant, @Nullable TargetKind about, String message) {
    return new InvariantViolation(invariant, about, message);
  }
}
