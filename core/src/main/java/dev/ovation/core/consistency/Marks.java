package dev.ovation.core.consistency;

import java.util.ArrayDeque;

/**
 * Remembers where one partition's log ended at which time, to tell when an event became durable. By
 * the monotonic clock of one machine: neither a clock that jumps nor one that is off on another
 * node changes how old an event is. What it tells is never too early, and too late by no more than
 * the pause between two marks. Not thread-safe.
 */
final class Marks {
  /** Enough for the last window at ten marks a second. */
  private static final int MARKS_MAX = 6_000;

  private final ArrayDeque<Mark> marks = new ArrayDeque<>();

  private record Mark(long end, long nanos) {}

  void add(long end, long nanos) {
    if (!marks.isEmpty() && marks.getLast().end() >= end) {
      return;
    }
    if (marks.size() == MARKS_MAX) {
      marks.removeFirst();
    }
    marks.addLast(new Mark(end, nanos));
  }

  /**
   * When an event was durable.
   *
   * @param otherwise what is told of an event that no mark has seen yet
   */
  long durable(long offset, long otherwise) {
    // Events are asked for in the order of the log, and mostly young ones: from the end it is near.
    long found = otherwise;
    for (var newest = marks.descendingIterator(); newest.hasNext(); ) {
      Mark mark = newest.next();
      if (mark.end() < offset) {
        break;
      }
      found = mark.nanos();
    }
    return found;
  }
}
