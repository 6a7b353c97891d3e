package dev.ovation.core.port;

import dev.ovation.core.domain.Event;

/** One record of the log as a reader meets it. */
public sealed interface LogRecord {

  long offset();

  /** A record this version understands. */
  @SuppressWarnings("AvoidCommonTypeNames") // Always written LogRecord.Readable.
  record Readable(long offset, Event event) implements LogRecord {}

  /**
   * A record whose bytes are whole but which this version does not understand, for example one of a
   * newer format. The projector parks it; nothing is lost.
   */
  @SuppressWarnings("ArrayRecordComponent") // The raw bytes are evidence; nobody compares them.
  record Unreadable(long offset, byte[] bytes, String reason) implements LogRecord {}
}
