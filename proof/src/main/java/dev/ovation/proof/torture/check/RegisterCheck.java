package dev.ovation.proof.torture.check;

import dev.ovation.proof.torture.check.Violation.Promise;
import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Entry.Call;
import dev.ovation.proof.torture.history.Entry.Operation;
import dev.ovation.proof.torture.history.Entry.Read;
import dev.ovation.proof.torture.history.Entry.Write;
import dev.ovation.proof.torture.history.Outcome;
import dev.ovation.proof.torture.history.Register;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether one register's operations are linearizable: whether each may be thought to happen
 * at one moment between its call and its answer, so that every read shows the write before it.
 *
 * <p>For values alone that is a search (Wing and Gong, "Testing and Verifying Concurrent Objects",
 * 1993). Answers tell versions, though, and the contract says that versions decide who wins; so
 * they name the order of the writes and the write of every read. With both known no search is
 * needed (Gibbons and Korach, "Testing Shared Memories", 1997). The operations are linearizable in
 * that order if and only if
 *
 * <ol>
 *   <li>a version stands for one value, and for a write that was called before anybody saw it, and
 *   <li>no operation has an older version than one that was answered before it was called.
 * </ol>
 *
 * Taking the order from the product hides nothing: another order would have to contradict the
 * clients' clock, which the second rule forbids, or the values, which the first does.
 *
 * <p>A write without an answer has no version. It may be the origin of one version that nobody was
 * answered, if it asked for that value and was called before the first who saw it had an answer.
 * Versions are given to such writes in the order in which they were first seen; since a write fits
 * every version that was seen late enough, taking any that fits never spoils the choice for a later
 * one. A write that was refused is the origin of nothing.
 */
final class RegisterCheck {
  private final Register register;
  private final List<Operation> all;
  private final Consumer<Violation> broken;
  private final List<Seen> seen = new ArrayList<>();

  /** An operation with an answer, and the version that it tells. */
  private record Seen(Operation operation, long version, String value) {
    Call call() {
      return operation.call();
    }
  }

  /** All who saw one version. */
  private static final class Sightings {
    private Seen first;
    private long calledFirst = Long.MAX_VALUE;

    Sightings(Seen first) {
      this.first = first;
    }

    void add(Seen next) {
      if (next.call().completed() < first.call().completed()) {
        first = next;
      }
      if (next.operation() instanceof Write write) {
        calledFirst = Math.min(calledFirst, write.call().invoked());
      }
    }

    boolean hasAnsweredOrigin() {
      return calledFirst <= first.call().completed();
    }
  }

  RegisterCheck(Register register, List<Operation> all, Consumer<Violation> broken) {
    this.register = register;
    this.all = all;
    this.broken = broken;
  }

  void run() {
    collect();
    versionsHaveOneValueAndOneOrigin();
    nothingIsOlderThanWhatWasAnsweredBefore();
  }

  private void collect() {
    for (Operation operation : all) {
      if (!operation.call().isOk()) {
        continue;
      }
      if (operation instanceof Write write) {
        if (!write.shown().equals(write.value())) {
          report(
              Promise.ANSWERS_FIT,
              "an answer shows another value than it was asked for",
              List.of(write));
        }
        seen.add(new Seen(write, write.version(), write.value()));
      } else if (operation instanceof Read read) {
        seen.add(new Seen(read, read.version(), read.value()));
      }
    }
  }

  private void versionsHaveOneValueAndOneOrigin() {
    Map<Long, Sightings> versions = new TreeMap<>();
    for (Seen each : seen) {
      Sightings sightings = versions.computeIfAbsent(each.version(), any -> new Sightings(each));
      sightings.add(each);
      String value = each.version() == Entry.NEVER ? Entry.NONE : sightings.first.value();
      if (!each.value().equals(value)) {
        report(
            Promise.ONE_VALUE_A_VERSION,
            "version "
                + each.version()
                + " is seen with '"
                + value
                + "' and '"
                + each.value()
                + "'",
            Story.between(all, sightings.first.operation(), each.operation()));
      }
    }
    versions.remove(Entry.NEVER);
    List<Sightings> orphans =
        versions.values().stream()
            .filter(each -> !each.hasAnsweredOrigin())
            .sorted(Comparator.comparingLong(each -> each.first.call().completed()))
            .toList();
    List<Write> unknown = writes(Outcome.UNKNOWN);
    for (Sightings orphan : orphans) {
      Write origin = takeOrigin(unknown, orphan.first);
      if (origin == null) {
        reportPhantom(orphan.first);
      }
    }
  }

  /** Any that fits will do; the one that was called last is taken, which reads most naturally. */
  private static @Nullable Write takeOrigin(List<Write> unknown, Seen orphan) {
    for (int i = unknown.size() - 1; i >= 0; i--) {
      Write write = unknown.get(i);
      if (write.value().equals(orphan.value())
          && write.call().invoked() <= orphan.call().completed()) {
        return unknown.remove(i);
      }
    }
    return null;
  }

  private void reportPhantom(Seen orphan) {
    boolean refused =
        writes(Outcome.FAILED).stream()
            .anyMatch(
                write ->
                    write.value().equals(orphan.value())
                        && write.call().invoked() <= orphan.call().completed());
    report(
        Promise.NO_PHANTOM,
        "version "
            + orphan.version()
            + " with '"
            + orphan.value()
            + "' is shown, but nobody wrote it"
            + (refused ? " except a write that was refused" : " that is not shown already"),
        Story.between(all, all.getFirst(), orphan.operation()));
  }

  private List<Write> writes(Outcome outcome) {
    List<Write> writes = new ArrayList<>();
    for (Operation operation : all) {
      if (operation instanceof Write write && write.call().outcome() == outcome) {
        writes.add(write);
      }
    }
    writes.sort(Comparator.comparingLong(write -> write.call().invoked()));
    return writes;
  }

  /** Goes through the calls in time, and keeps the newest version that was answered by then. */
  private void nothingIsOlderThanWhatWasAnsweredBefore() {
    List<Seen> calls = new ArrayList<>(seen);
    calls.sort(Comparator.comparingLong(each -> each.call().invoked()));
    PriorityQueue<Seen> answers =
        new PriorityQueue<>(Comparator.comparingLong(each -> each.call().completed()));
    // One of each sort is enough: what follows is mostly the same again.
    Set<Promise> told = EnumSet.noneOf(Promise.class);
    Seen newestSeen = null;
    Seen newestWritten = null;
    for (Seen each : calls) {
      Seen next = answers.peek();
      while (next != null && next.call().isBefore(each.call())) {
        answers.remove();
        newestSeen = newer(newestSeen, next);
        newestWritten =
            next.operation() instanceof Write ? newer(newestWritten, next) : newestWritten;
        next = answers.peek();
      }
      if (newestWritten != null && each.version() < newestWritten.version()) {
        reportOlder(promise(each), each, newestWritten, told);
      } else if (newestSeen != null && each.version() < newestSeen.version()) {
        reportOlder(
            isLast(each) ? Promise.NOTHING_ANSWERED_IS_LOST : Promise.READS_DO_NOT_GO_BACK,
            each,
            newestSeen,
            told);
      }
      answers.add(each);
    }
  }

  private static Seen newer(@Nullable Seen one, Seen other) {
    return one == null || other.version() > one.version() ? other : one;
  }

  private static Promise promise(Seen older) {
    if (older.operation() instanceof Write) {
      return Promise.LATER_WRITES_WIN;
    }
    return isLast(older) ? Promise.NOTHING_ANSWERED_IS_LOST : Promise.READ_YOUR_WRITES;
  }

  private static boolean isLast(Seen each) {
    return each.call().client() == Entry.LAST;
  }

  private void reportOlder(Promise promise, Seen older, Seen before, Set<Promise> told) {
    if (told.add(promise)) {
      report(
          promise,
          "version " + older.version() + " after " + before.version() + " had been answered",
          Story.between(all, before.operation(), older.operation()));
    }
  }

  private void report(Promise promise, String why, List<Entry> story) {
    broken.accept(new Violation(promise, register.toString(), why, story));
  }
}
