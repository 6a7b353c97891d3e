package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.profile.WriteGate.NoRoom;
import dev.ovation.core.port.ErrorCode;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds writes back before there is no room for them: while too much waits for the ledger, and
 * while the disk is nearly full. They are let in again once there is clearly room, so that the gate
 * does not flutter. Used by one thread.
 */
final class RoomWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RoomWatch.class);

  private final OvationConfig config;
  private final WriteGate gate;
  private final LongSupplier backlog;
  private final LongSupplier diskFree;
  private final Supplier<@Nullable NoRoom> hindrance;
  private @Nullable NoRoom noRoom;

  /**
   * @param backlog events that wait for the ledger
   * @param diskFree bytes that may still be written
   * @param hindrance what else forbids to write, null when nothing does
   */
  RoomWatch(
      OvationConfig config,
      WriteGate gate,
      LongSupplier backlog,
      LongSupplier diskFree,
      Supplier<@Nullable NoRoom> hindrance) {
    this.config = config;
    this.gate = gate;
    this.backlog = backlog;
    this.diskFree = diskFree;
    this.hindrance = hindrance;
  }

  void look() {
    NoRoom now = reason(noRoom != null);
    if (now != null && noRoom == null) {
      LOG.warn("writes are refused: {}", now.reason());
    } else if (now == null && noRoom != null) {
      LOG.info("writes are taken again");
    }
    noRoom = now;
    gate.noRoom(now);
  }

  private @Nullable NoRoom reason(boolean refusing) {
    long waiting = backlog.getAsLong();
    long waitingMax = config.projector().backlogEventsMax();
    // Once refused, writes come back at nine tenths of the bound, or with a quarter more room.
    if (waiting > (refusing ? waitingMax / 10 * 9 : waitingMax)) {
      return new NoRoom(
          ErrorCode.BACKLOG_FULL,
          String.format(
              Locale.ROOT, "%,d events wait for the ledger, %,d may", waiting, waitingMax));
    }
    long free = diskFree.getAsLong();
    long freeMin = config.data().freeMin().bytes();
    if (free < (refusing ? freeMin / 4 * 5 : freeMin)) {
      return new NoRoom(
          ErrorCode.DISK_FULL,
          String.format(
              Locale.ROOT, "the disk has %,d MiB free, %,d are needed", free >> 20, freeMin >> 20));
    }
    return hindrance.get();
  }
}
