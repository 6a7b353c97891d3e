package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Remembers what was answered, and holds the world to it. */
final class Answers {
  private final World world;
  private final Activity activity;

  /** The newest answered version of each register. */
  private final Map<Interaction, Long> newest = new LinkedHashMap<>();

  /** Counter events that were answered, with their offsets. */
  private final List<Counted> counted = new ArrayList<>();

  private record Counted(CounterEvent event, long offset) {}

  Answers(World world, Activity activity) {
    this.world = world;
    this.activity = activity;
  }

  /**
   * Once an event was given up, what older ones say may be shown only when it is confirmed, so that
   * nothing is known of them before.
   */
  long newest(Interaction register) {
    return owed(register, newest.getOrDefault(register, 0L));
  }

  /**
   * What a call must know of a register: what was answered before it, unless that was given up
   * since.
   *
   * @param floor what was answered before it
   */
  long owed(Interaction register, long floor) {
    return world.ledgerDisk().unlessGivenUp(register, floor);
  }

  void check(Operation operation, Outcome outcome) {
    if (world.isLenient()) {
      remember(operation, outcome);
      return;
    }
    switch (outcome) {
      case Outcome.Written written -> checkWritten(operation, written);
      case Outcome.Added added -> checkAdded(operation, added);
      case Outcome.Refused refused ->
          throw new AssertionError("only within a batch", refused.failure());
    }
    checkVisible(Invariant.DURABLE_AND_VISIBLE);
  }

  /** What is durable must be shown one day, whatever it was answered beside. */
  private void remember(Operation operation, Outcome outcome) {
    if (outcome instanceof Outcome.Written written
        && world.checker().peek().durableEvent(operation.about(), written.version()) != null) {
      newest.merge(operation.interaction(), written.version(), Math::max);
    }
  }

  private void checkWritten(Operation operation, Outcome.Written written) {
    Interaction register = operation.interaction();
    long version = written.version();
    Event event = world.checker().peek().durableEvent(operation.about(), version);
    boolean never = version == 0 && written.value() == null && !written.changed();
    if (event == null && !never) {
      throw violation(
          Invariant.DURABLE_BEFORE_ACK,
          operation,
          "the log does not hold " + Story.version(version));
    }
    if (event instanceof RegisterEvent e && !Objects.equals(e.value(), written.value())) {
      throw violation(Invariant.ANSWERS_ARE_TRUE, operation, "answered " + written + " for " + e);
    }
    String asked = operation.command() instanceof Command.Set ? setValue(operation) : null;
    if (!Objects.equals(asked, written.value())) {
      throw violation(Invariant.ANSWERS_ARE_TRUE, operation, "asked for " + asked + ": " + written);
    }
    long seen =
        written.value() == null
            ? Math.max(version, world.ledgerDisk().purgedVersion(register))
            : version;
    if (seen < owed(register, operation.floor())) {
      throw violation(
          Invariant.READ_YOUR_WRITES,
          operation,
          Story.version(version)
              + " is older than "
              + Story.version(operation.floor())
              + ", which had been answered before");
    }
    newest.merge(register, version, Math::max);
    if (isTold(written.effect()) && activity.stayedQuiet(register, operation.quietRegister())) {
      boolean changes = !Objects.equals(operation.valueBefore(), written.value());
      if (changes != written.changed()) {
        throw violation(
            Invariant.ANSWERS_ARE_TRUE,
            operation,
            "changed="
                + written.changed()
                + ", but the value before was "
                + operation.valueBefore());
      }
    }
    checkCounts(operation, written.counts());
  }

  private static @Nullable String setValue(Operation operation) {
    String value = operation.value();
    return value == null ? operation.about().kind() : value;
  }

  /**
   * Without failures of the ledger the hot store knows every row, but of a write that was overtaken
   * by commits until it could wait no longer.
   */
  private boolean isTold(Effect effect) {
    return world.plan().ledgerFailurePercent() == 0 && effect != Effect.UNKNOWN;
  }

  private void checkCounts(Operation operation, @Nullable Counts counts) {
    if (counts == null || !activity.stayedQuiet(operation.about(), operation.quietTarget())) {
      return;
    }
    Tellable expected = world.checker().peek().tellable(operation.about());
    if (!expected.allows(operation.about(), counts)) {
      throw violation(
          Invariant.ANSWERS_ARE_TRUE, operation, "answers " + counts + " instead of " + expected);
    }
  }

  private void checkAdded(Operation operation, Outcome.Added added) {
    String key = operation.tokenKey();
    List<Event> durable =
        world.logDisk().durable(world.checker().peek().partition(operation.about()));
    for (int i = 0; i < durable.size(); i++) {
      if (durable.get(i) instanceof CounterEvent e
          && e.targetKind().equals(operation.about())
          && (e.atMillis() == operation.number() || e.entryKey().equals(key))) {
        counted.add(new Counted(e, i + 1L));
        Long count = added.count();
        checkCounts(
            operation, count == null ? null : Counts.of(Map.of(operation.about().kind(), count)));
        if (!CounterFold.comesAgain(e, durable)) {
          checkOwn(operation, added, e);
        }
        return;
      }
    }
    throw violation(Invariant.DURABLE_BEFORE_ACK, operation, "the log does not hold it");
  }

  /** The first event of its key counts, and only its caller is told so. */
  private void checkOwn(Operation operation, Outcome.Added added, CounterEvent first) {
    boolean mine = first.atMillis() == operation.number();
    if (isTold(added.effect())
        && activity.stayedQuiet(operation.about(), operation.quietTarget())
        && added.counted() != mine) {
      throw violation(
          Invariant.ANSWERS_ARE_TRUE,
          operation,
          "counted=" + added.counted() + ", the first event of its key is " + Story.event(first));
    }
  }

  /** Whatever was answered is seen by whoever reads now. */
  void checkVisible(Invariant invariant) {
    if (world.isLenient()) {
      return;
    }
    Peek peek = world.checker().peek();
    newest
        .keySet()
        .forEach(
            register -> {
              long version = newest(register);
              EntryState entry = peek.entries(register.targetKind()).get(register.actor());
              Row ledger = world.ledgerDisk().now(register.targetKind()).row(register);
              Row view = peek.viewRow(register);
              checkVersion(
                  invariant, register, version, Peek.stance(entry, ledger), "slot and ledger");
              if (view != null) {
                checkVersion(
                    invariant, register, version, Peek.stance(entry, view), "slot and view");
              }
            });
    for (Counted one : counted) {
      Place place = peek.place(peek.partition(one.event().targetKind()));
      EntryState entry = peek.entries(one.event().targetKind()).get(one.event().entryKey());
      boolean seen =
          (place != null && one.offset() <= place.h())
              || (entry != null
                  && (entry.pending() != null || (entry.row() != null && entry.row().exists())));
      if (!seen) {
        throw new InvariantViolation(
            invariant,
            one.event().targetKind(),
            "nothing shows " + Story.event(one.event()) + ", which was answered");
      }
    }
  }

  private void checkVersion(
      Invariant invariant, Interaction register, long answered, Row seen, String where) {
    if (world.checker().peek().seenVersion(register, seen) < answered) {
      throw new InvariantViolation(
          invariant,
          register.targetKind(),
          register.actor()
              + " was answered "
              + Story.version(answered)
              + ", a reader sees "
              + Story.row(seen)
              + " in "
              + where);
    }
  }

  private static InvariantViolation violation(
      Invariant invariant, Operation operation, String message) {
    return new InvariantViolation(
        invariant, operation.about(), "operation " + operation.number() + ": " + message);
  }
}
