package dev.ovation.core.projection;

import dev.ovation.core.port.ClusterHotStore.Claim;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.ClusterHotStore.Tenure;
import dev.ovation.core.port.TimeSource;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What an owner knows of how long its partition's place counts. Whoever makes the place and whoever
 * renews it take their deadlines from here, so the latest of them is known.
 *
 * <p>The server's clock is known from below: it reads at least what an answer told, plus the time
 * since that answer came. A deadline that is made of this comes no later than a full term from now,
 * and a deadline that this has passed is over. Both hold as far as the two clocks run at the same
 * rate; for what they may differ by there is the margin, and no deadline is made of an answer older
 * than one term, so that the difference can't add up.
 *
 * <p>Thread-safe.
 */
final class PlaceLease {
  private static final long NANOS_IN_MILLI = 1_000_000;

  private final long epoch;
  private final PlaceTerm term;
  private final TimeSource time;

  /** What the server's clock was at the newest answer, and when that came; null before any. */
  private @Nullable Told told;

  private OptionalLong g = OptionalLong.empty();

  /** No place counts past this, by the server's clock. Known once the partition was claimed. */
  private long lastUntilMillis = Long.MIN_VALUE;

  private record Told(String runId, long serverMillis, long atNanos) {}

  PlaceLease(long epoch, PlaceTerm term, TimeSource time) {
    this.epoch = epoch;
    this.term = term;
    this.time = time;
  }

  long epoch() {
    return epoch;
  }

  /** The generation of the place that is to be renewed; empty when none is known. */
  synchronized OptionalLong g() {
    return g;
  }

  /** Takes in what the slot said. */
  synchronized void claimed(Claim claim) {
    Told before = told;
    Told now = new Told(claim.serverRunId(), claim.serverMillis(), time.nanos());
    if (before != null && !before.runId().equals(now.runId())) {
      // Another clock. What the first server was sent has as long to go as it had.
      lastUntilMillis += now.serverMillis() - serverMillisAtLeast(before);
    }
    told = now;
    g =
        claim.at() instanceof Standing.At(var place)
            ? OptionalLong.of(place.g())
            : OptionalLong.empty();
    lastUntilMillis = Math.max(lastUntilMillis, claim.untilMillis());
  }

  /** The owner has made a place. */
  synchronized void made(long newG) {
    g = OptionalLong.of(newG);
  }

  /**
   * A term from now on, to be sent to the slot; null when it was too long ago that the server told
   * its time, so that it must be claimed again first.
   */
  synchronized @Nullable Tenure extend() {
    Told last = told;
    if (last == null || millisSince(last) > term.ttl().toMillis()) {
      return null;
    }
    long until = serverMillisAtLeast(last) + term.ttl().toMillis();
    lastUntilMillis = Math.max(lastUntilMillis, until);
    return new Tenure(epoch, last.runId(), until);
  }

  /**
   * Whether no place of the partition counts any more: the slot was claimed, so no earlier owner
   * can make or renew one, and every deadline that it told or that was handed out here is over.
   */
  synchronized boolean isOver() {
    Told last = told;
    return last != null && serverMillisAtLeast(last) - term.margin().toMillis() >= lastUntilMillis;
  }

  private long serverMillisAtLeast(Told last) {
    return last.serverMillis() + millisSince(last);
  }

  private long millisSince(Told last) {
    return (time.nanos() - last.atNanos()) / NANOS_IN_MILLI;
  }
}
