package dev.ovation.app.profile;

import dev.ovation.app.profile.WriteGate.NoRoom;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far this machine's clock is from the ledger's, by which all nodes can be compared. A node
 * that is ahead stamps versions which others have to go along with, and times that are wrong; so
 * one that is clearly off writes nothing. What was measured last holds while the ledger is away.
 *
 * <p>{@link #measure} is for one thread, the rest for any.
 */
final class ClockCheck {
  /** PROTOCOL: a clock off by more than this is not ready. */
  static final Duration OFF_MAX = Duration.ofSeconds(1);

  private final TimeSource time;
  private final LongSupplier ledgerMillis;
  private volatile @Nullable Offset offset;

  /**
   * What one question found.
   *
   * @param millis the ledger's clock minus ours
   * @param errorMillis by how much that may be wrong: half of the time that the answer took
   */
  private record Offset(long millis, long errorMillis) {
    boolean isOff() {
      return Math.abs(millis) - errorMillis > OFF_MAX.toMillis();
    }

    @Override
    public String toString() {
      return "this machine's clock is %d ms %s the ledger's, give or take %d"
          .formatted(Math.abs(millis), millis > 0 ? "behind" : "ahead of", errorMillis);
    }
  }

  /**
   * @param ledgerMillis asks the ledger for its time; may fail when that can't be reached
   */
  ClockCheck(TimeSource time, LongSupplier ledgerMillis) {
    this.time = time;
    this.ledgerMillis = ledgerMillis;
  }

  /** One that has asked once. Blocks; fails as the ledger does. */
  static ClockCheck measured(TimeSource time, LongSupplier ledgerMillis) {
    ClockCheck check = new ClockCheck(time, ledgerMillis);
    check.measure();
    return check;
  }

  /** Asks the ledger; blocks, and fails as that does. */
  void measure() {
    long beforeNanos = time.nanos();
    long theirs = ledgerMillis.getAsLong();
    long halfMillis = (time.nanos() - beforeNanos) / 2_000_000;
    offset = new Offset(theirs + halfMillis - time.millis(), halfMillis + 1);
  }

  /** Why nothing may be written; null when the clock is right, as far as is known. */
  @Nullable NoRoom hindrance() {
    Offset found = offset;
    return found != null && found.isOff()
        ? new NoRoom(ErrorCode.NOT_READY, found + ": set it, and writes are taken again")
        : null;
  }

  /** Health of the clock, where its own check found nothing wrong. */
  Health check() {
    Offset found = offset;
    if (found == null) {
      return Health.up("not compared with the ledger's clock yet");
    }
    return found.isOff()
        ? Health.down(found + ": writes are refused until it is set")
        : Health.up(found.toString());
  }
}
