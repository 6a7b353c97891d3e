package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.port.DeadLetters.LetterChanges;
import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.LogRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records of one slice of the log, sorted out: the newest event of each register, counter
 * events in order, and poison.
 *
 * @param end the offset of the last record
 * @param versionMax the highest version among the records
 * @param counters counter events and checkpoints, in the order of the log
 * @param letters what becomes of letters that were parked before
 */
record Batch(
    long end,
    long versionMax,
    int events,
    Map<Interaction, RegisterEvent> registers,
    List<Event> counters,
    List<DeadLetter> poison,
    LetterChanges letters) {

  /**
   * @param records at least one
   */
  static Batch of(int partition, List<LogRecord> records, Kinds kinds, long nowMillis) {
    Map<Interaction, RegisterEvent> registers = new LinkedHashMap<>();
    List<Event> counters = new ArrayList<>();
    List<DeadLetter> poison = new ArrayList<>();
    long versionMax = 0;
    for (LogRecord record : records) {
      switch (record) {
        case LogRecord.Unreadable bad ->
            poison.add(
                new DeadLetter(
                    partition, bad.offset(), null, bad.bytes(), bad.reason(), nowMillis));
        case LogRecord.Readable(long offset, Event event) -> {
          versionMax = Math.max(versionMax, event.version());
          String problem = problem(event, kinds);
          if (problem != null) {
            byte[] bytes = EventCodec.encode(event);
            poison.add(new DeadLetter(partition, offset, event, bytes, problem, nowMillis));
            continue;
          }
          switch (event) {
            case RegisterEvent e ->
                registers.merge(
                    e.interaction(), e, (a, b) -> Rule.wins(b.version(), a.version()) ? b : a);
            case CounterEvent e -> counters.add(e);
            case CounterCheckpoint e -> counters.add(e);
          }
        }
      }
    }
    return new Batch(
        records.getLast().offset(),
        versionMax,
        records.size(),
        registers,
        counters,
        poison,
        LetterChanges.NONE);
  }

  /** One record that can't be applied, for a reason that showed when that was tried. */
  static Batch parking(int partition, LogRecord record, String reason, long nowMillis) {
    DeadLetter letter =
        switch (record) {
          case LogRecord.Unreadable bad ->
              new DeadLetter(partition, bad.offset(), null, bad.bytes(), reason, nowMillis);
          case LogRecord.Readable(long offset, Event event) ->
              new DeadLetter(partition, offset, event, EventCodec.encode(event), reason, nowMillis);
        };
    Event event = letter.event();
    return new Batch(
        record.offset(),
        event == null ? 0 : event.version(),
        1,
        Map.of(),
        List.of(),
        List.of(letter),
        LetterChanges.NONE);
  }

  /**
   * Events that come another way than through the log: they leave the offset where it is.
   *
   * @param events that can be applied, see {@link #problem}
   */
  static Batch direct(long offset, List<Event> events) {
    return settling(offset, events, LetterChanges.NONE);
  }

  /**
   * The same, of letters.
   *
   * @param events of letters that are tried again
   */
  static Batch settling(long offset, List<Event> events, LetterChanges letters) {
    Map<Interaction, RegisterEvent> registers = new LinkedHashMap<>();
    List<Event> counters = new ArrayList<>();
    long versionMax = 0;
    for (Event event : events) {
      versionMax = Math.max(versionMax, event.version());
      if (event instanceof RegisterEvent e) {
        registers.merge(e.interaction(), e, (a, b) -> Rule.wins(b.version(), a.version()) ? b : a);
      } else {
        counters.add(event);
      }
    }
    return new Batch(offset, versionMax, events.size(), registers, counters, List.of(), letters);
  }

  /**
   * Why an event can't be applied, or null. A kind or value that is no longer configured is no
   * reason: its rows are kept, and are told again once it is back.
   */
  static @Nullable String problem(Event event, Kinds kinds) {
    Kind kind = kinds.find(event.targetKind().kind());
    boolean isRegister = event instanceof RegisterEvent;
    if (kind instanceof Kind.Counter && isRegister) {
      return "a register event, but kind " + kind.name() + " is configured as a counter";
    }
    if (kind instanceof Kind.Register && !isRegister) {
      return "a counter event, but kind " + kind.name() + " is configured as a register";
    }
    return null;
  }
}
