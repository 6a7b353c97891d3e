package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.Verdict;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.projection.CounterTruth.Origin;
import dev.ovation.core.projection.CounterTruth.Placed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the log of a partition says of some (target, kind)s: the newest event of each register, and
 * the totals of counters. It reads the whole log once for all of them, a slice at a time, up to
 * where the ledger is; memory is that of one slice and of what it is asked about.
 *
 * <p>What is parked does not count, nor what was dropped; that may change after it was read, so
 * events with a letter are kept apart until somebody asks. A letter that was dropped so long ago
 * that the ledger has forgotten it counts again, as it does in a ledger that is made anew.
 *
 * <p>Not thread-safe.
 */
final class LogTruth {
  private final int partition;
  private final EventLog log;
  private final DeadLetters letters;
  private final Function<Event, @Nullable String> judge;
  private final int recordsMax;
  private final int keysMax;
  private final Map<TargetKind, Told> told = new LinkedHashMap<>();
  private long scanned;
  private boolean hasBegun;
  private long versionMax;

  /** What was met of one (target, kind). */
  private static final class Told {
    final Map<String, RegisterEvent> newest = new HashMap<>();

    /** The last event of each register, where that is not the newest. */
    final Map<String, RegisterEvent> last = new HashMap<>();

    final List<Lettered> lettered = new ArrayList<>();
    final CounterTruth counter;

    Told(Origin origin) {
      counter = new CounterTruth(origin);
    }

    void meet(long offset, Event event) {
      switch (event) {
        case RegisterEvent e -> {
          RegisterEvent before = newest.get(e.interaction().actor());
          if (before == null || Rule.wins(e.version(), before.version())) {
            newest.put(e.interaction().actor(), e);
            last.remove(e.interaction().actor());
          } else if (e.equals(before)) {
            last.remove(e.interaction().actor());
          } else {
            last.put(e.interaction().actor(), e);
          }
        }
        case CounterEvent e -> counter.add(offset, e);
        case CounterCheckpoint e -> counter.restart(e);
        case LedgerCheckpoint e -> {} // Says nothing that rows and counts of this log show.
      }
    }

    int size() {
      return newest.size() + last.size() + lettered.size() + counter.size();
    }
  }

  /** An event that is or was in the dead letters. */
  private record Lettered(long offset, Event event, Letter letter) {}

  /**
   * @param judge why an event can't be applied in this partition, null when it can
   * @param about what it is asked about, the first in any case; of the others as many as fit
   * @param recordsMax how many records one slice reads
   * @param keysMax how many registers and tokens it remembers, more only of the first
   */
  LogTruth(
      int partition,
      EventLog log,
      DeadLetters letters,
      Function<Event, @Nullable String> judge,
      Map<TargetKind, Origin> about,
      int recordsMax,
      int keysMax) {
    this.partition = partition;
    this.log = log;
    this.letters = letters;
    this.judge = judge;
    this.recordsMax = recordsMax;
    this.keysMax = keysMax;
    about.forEach((targetKind, origin) -> told.put(targetKind, new Told(origin)));
  }

  /** Whether it can tell of this, or will. */
  boolean isAbout(TargetKind targetKind) {
    return told.containsKey(targetKind);
  }

  /**
   * Reads a slice, if it has not read as far as an offset.
   *
   * @return whether it has now
   */
  boolean reaches(long h) {
    if (scanned < h) {
      read(h);
    }
    return scanned >= h;
  }

  private void read(long h) {
    List<LogRecord> records = log.read(partition, scanned, recordsMax);
    if (!hasBegun) {
      hasBegun = true;
      long gone = records.isEmpty() ? h : records.getFirst().offset() - 1;
      told.values().forEach(each -> each.counter.begins(gone));
    }
    // What is missing at the end was compacted away: a later copy stands for it.
    long until = records.isEmpty() ? h : Math.min(h, records.getLast().offset());
    Map<Long, Letter> parked = parked(until);
    for (LogRecord record : records) {
      if (record.offset() <= until) {
        meet(record, parked.get(record.offset()));
      }
    }
    scanned = until;
    forgetWhatDoesNotFit();
  }

  private void meet(LogRecord record, @Nullable Letter letter) {
    Event event = record instanceof LogRecord.Readable readable ? readable.event() : null;
    if (event != null) {
      versionMax = Math.max(versionMax, event.version());
    } else if (letter != null) {
      event = letter.parked().event(); // A later version could read it.
    }
    Told of = event == null ? null : told.get(event.targetKind());
    if (event == null || of == null) {
      return;
    }
    if (letter == null && judge.apply(event) == null) {
      of.meet(record.offset(), event);
    } else if (letter != null) {
      of.lettered.add(new Lettered(record.offset(), event, letter));
    }
  }

  private Map<Long, Letter> parked(long until) {
    Map<Long, Letter> found = new HashMap<>();
    long from = scanned;
    while (from < until) {
      List<Letter> more = letters.letters(partition, from, recordsMax);
      more.forEach(letter -> found.put(letter.parked().offset(), letter));
      from = more.isEmpty() ? until : more.getLast().parked().offset();
    }
    return found;
  }

  private void forgetWhatDoesNotFit() {
    while (told.size() > 1 && told.values().stream().mapToInt(Told::size).sum() > keysMax) {
      told.remove(List.copyOf(told.keySet()).getLast());
    }
  }

  /** The highest version that it met. */
  long versionMax() {
    return versionMax;
  }

  // ---- what it tells, once it has read as far as the ledger is ---------------------------------

  /**
   * The events that registers show, by actor.
   *
   * @param outbox what is committed and not in the log yet
   */
  Map<String, RegisterEvent> registers(TargetKind targetKind, List<Event> outbox) {
    Map<String, RegisterEvent> newest = new HashMap<>(of(targetKind).newest);
    List<Event> more = new ArrayList<>(outbox);
    applied(targetKind).forEach(lettered -> more.add(lettered.event()));
    for (Event event : more) {
      if (event instanceof RegisterEvent e && e.targetKind().equals(targetKind)) {
        newest.merge(
            e.interaction().actor(), e, (a, b) -> Rule.wins(b.version(), a.version()) ? b : a);
      }
    }
    return newest;
  }

  /** Whether a register's last record in the log is another than the one that counts. */
  boolean endsOtherwise(RegisterEvent newest) {
    Told of = of(newest.targetKind());
    String actor = newest.interaction().actor();
    return of.last.containsKey(actor) || !newest.equals(of.newest.get(actor));
  }

  /** A counter's total; null when it can't be told. */
  @Nullable Long total(TargetKind targetKind, List<Event> outbox) {
    CounterTruth counter = counter(targetKind);
    return counter.problem() == null ? counter.totalWith(beside(targetKind, outbox)) : null;
  }

  /**
   * Whether a counter that nobody has meddled with may hold a total.
   *
   * @param transaction where its tokens are looked for
   */
  boolean mayBe(
      TargetKind targetKind, List<Event> outbox, long stored, LedgerTransaction transaction) {
    return counter(targetKind)
        .mayBe(
            stored,
            beside(targetKind, outbox),
            keys ->
                transaction.tokens(
                    keys.stream().map(key -> new TokenKey(targetKind, key)).toList()));
  }

  /** A counter's events that are not among those of the log, or were parked and applied later. */
  private List<Placed> beside(TargetKind targetKind, List<Event> outbox) {
    List<Placed> more = new ArrayList<>();
    for (Lettered lettered : applied(targetKind)) {
      if (lettered.event() instanceof CounterEvent e) {
        more.add(new Placed(lettered.offset(), e));
      }
    }
    for (Event event : outbox) {
      if (event instanceof CounterEvent e && e.targetKind().equals(targetKind)) {
        more.add(new Placed(Long.MAX_VALUE, e));
      }
    }
    return more;
  }

  CounterTruth counter(TargetKind targetKind) {
    return of(targetKind).counter;
  }

  private Told of(TargetKind targetKind) {
    return Objects.requireNonNull(told.get(targetKind), "nobody asked about " + targetKind);
  }

  /** Events that were parked and are applied by now. Only the owner, who asks, changes that. */
  private List<Lettered> applied(TargetKind targetKind) {
    List<Lettered> applied = new ArrayList<>();
    for (Lettered each : of(targetKind).lettered) {
      Letter now = letters.letter(partition, each.offset());
      if (isApplied(now == null ? each.letter() : now)) {
        applied.add(each);
      }
    }
    return applied;
  }

  private static boolean isApplied(Letter letter) {
    Decision decision = letter.decision();
    return letter.isSettled() && decision != null && decision.verdict() == Verdict.RETRY;
  }
}
