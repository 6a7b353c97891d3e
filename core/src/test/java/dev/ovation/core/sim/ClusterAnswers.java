package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.HotStore.EntryState;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers what a cluster has answered, and holds it to that. */
final class ClusterAnswers {
  private final ClusterWorld world;
  private final Activity activity;

  /** The newest answered version of each register. */
  private final Map<Interaction, Long> newest = new LinkedHashMap<>();

  /** What was added and answered. */
  private final Set<TokenKey> counted = new LinkedHashSet<>();

  /** Additions whose token had been answered before they were asked for. */
  private final Set<Integer> repeats = new HashSet<>();

  ClusterAnswers(ClusterWorld world, Activity activity) {
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
   * What a caller is still owed of what had been answered when it began: nothing of what was given
   * up since, though something newer may have been answered by now.
   */
  long owed(Interaction register, long floor) {
    return world.disk().ledger().unlessGivenUp(register, floor);
  }

  private ClusterPeek peek() {
    return world.checker().peek();
  }

  /** To be told as it is asked for. */
  void begins(Operation operation) {
    String key = operation.tokenKey();
    if (key != null && counted.contains(new TokenKey(operation.about(), key))) {
      repeats.add(operation.number());
    }
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
        && peek().durableEvent(operation.about(), written.version()) != null) {
      newest.merge(operation.interaction(), written.version(), Math::max);
    }
  }

  private void checkWritten(Operation operation, Outcome.Written written) {
    Interaction register = operation.interaction();
    Event event = peek().durableEvent(operation.about(), written.version());
    boolean beaten = event == null && beatenInLedger(register, written.version());
    if (event == null && !beaten) {
      throw violation(
          Invariant.DURABLE_BEFORE_ACK,
          operation,
          Story.version(written.version()) + " is neither in the log nor in the ledger");
    }
    String asked = operation.command() instanceof Command.Set ? operation.value() : null;
    if (!Objects.equals(asked, written.value())
        || (event instanceof RegisterEvent e && !Objects.equals(e.value(), asked))) {
      throw violation(Invariant.ANSWERS_ARE_TRUE, operation, "asked for " + asked + ": " + written);
    }
    if (written.version() < owed(register, operation.floor())) {
      throw violation(
          Invariant.READ_YOUR_WRITES,
          operation,
          Story.version(written.version())
              + " is older than "
              + Story.version(operation.floor())
              + ", which had been answered before");
    }
    newest.merge(register, written.version(), Math::max);
    if (world.plan().isCalm()
        && activity.stayedQuiet(register, operation.quietRegister())
        && written.changed() == Objects.equals(operation.valueBefore(), written.value())) {
      throw violation(
          Invariant.ANSWERS_ARE_TRUE,
          operation,
          "changed=" + written.changed() + ", the value before was " + operation.valueBefore());
    }
    checkCounts(operation, written.counts());
  }

  /** A direct write that met a newer row leaves nothing behind, and need not. */
  private boolean beatenInLedger(Interaction register, long version) {
    return peek().ledger(register.targetKind()).row(register).version() > version;
  }

  private void checkAdded(Operation operation, Outcome.Added added) {
    String key = operation.tokenKey();
    List<Event> durable = peek().durable(peek().partition(operation.about()));
    for (Event event : durable) {
      if (event instanceof CounterEvent e
          && e.targetKind().equals(operation.about())
          && (e.atMillis() == operation.number() || e.entryKey().equals(key))) {
        counted.add(new TokenKey(e.targetKind(), e.entryKey()));
        checkOnce(operation, e);
        if (!CounterFold.comesAgain(e, durable)) {
          checkCounted(operation, added);
        }
        Long count = added.count();
        checkCounts(
            operation, count == null ? null : Counts.of(Map.of(operation.about().kind(), count)));
        return;
      }
    }
    throw violation(Invariant.DURABLE_BEFORE_ACK, operation, "nothing durable holds it");
  }

  /** An addition without token is one event wherever it is found. */
  private void checkOnce(Operation operation, CounterEvent event) {
    if (event.token() == null) {
      for (Event other : peek().durable(peek().partition(operation.about()))) {
        if (other.atMillis() == operation.number() && other.version() != event.version()) {
          throw violation(
              Invariant.EXACTLY_ONCE_EFFECT,
              operation,
              "it is there as " + Story.event(event) + " and as " + Story.event(other));
        }
      }
    }
  }

  /** Only one call is told that it counts; where nobody can tell, none. */
  private void checkCounted(Operation operation, Outcome.Added added) {
    if (added.counted() && repeats.contains(operation.number())) {
      throw violation(
          Invariant.ANSWERS_ARE_TRUE,
          operation,
          "its token is counted again after it was answered");
    }
  }

  private void checkCounts(Operation operation, @Nullable Counts counts) {
    if (counts != null && activity.stayedQuiet(operation.about(), operation.quietTarget())) {
      checkCounts(operation.about(), counts);
    }
  }

  /** For when nothing else is going on with the target. */
  void checkCounts(TargetKind about, Counts counts) {
    Tellable expected = peek().tellable(about);
    if (!expected.allows(about, counts)) {
      throw new InvariantViolation(
          Invariant.ANSWERS_ARE_TRUE, about, "answers " + counts + " instead of " + expected);
    }
  }

  /** A tombstone that somebody deleted is not told from a purged one: both say that it is unset. */
  private boolean isLost(Interaction register, Row seen) {
    return !seen.exists()
        && world.vandal().hasDamaged(register.targetKind())
        && peek().newest(register).value() == null;
  }

  /** Whatever was answered is seen by whoever reads now, wherever. */
  void checkVisible(Invariant invariant) {
    if (world.isLenient()) {
      return;
    }
    newest
        .keySet()
        .forEach(
            register -> {
              long version = newest(register);
              Row seen = peek().seen(register);
              if (seen.version() < version && !isLost(register, seen)) {
                throw new InvariantViolation(
                    invariant,
                    register.targetKind(),
                    register.actor()
                        + " was answered "
                        + Story.version(version)
                        + ", a reader sees "
                        + Story.row(seen));
              }
            });
    for (TokenKey key : counted) {
      HotAnswer look = peek().look(key.targetKind(), key.key());
      if (!look.isCold() && !isShown(key, look)) {
        throw new InvariantViolation(
            invariant, key.targetKind(), "nothing shows " + key.key() + ", which was answered");
      }
    }
  }

  private boolean isShown(TokenKey key, HotAnswer look) {
    EntryState entry = look.entry();
    boolean inEntry =
        entry != null && (entry.pending() != null || (entry.row() != null && entry.row().exists()));
    int partition = peek().partition(key.targetKind());
    return inEntry || world.disk().ledger().at(partition, look.n0()).token(key).exists();
  }

  private static InvariantViolation violation(
      Invariant invariant, Operation operation, String message) {
    return new InvariantViolation(
        invariant, operation.about(), "operation " + operation.number() + ": " + message);
  }
}
