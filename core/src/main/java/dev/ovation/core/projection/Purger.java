package dev.ovation.core.projection;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.PurgeRange;
import dev.ovation.core.port.Ledger.Purged;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Lets one partition's ledger forget what no event can need any more: tokens that are older than
 * their window, and tombstones; and dead letters that were settled long ago.
 *
 * <p>Both are only needed against events that are older than, or not much newer than, themselves.
 * So it must be known below which version no event will be projected any more. Wall clocks don't
 * say that; this does: a pass remembers the highest version that the ledger has met (the mark).
 * What was stamped up to then is in the log, or never will be, once all appends of that time have
 * ended, so at the next pass; when the ledger then reaches the end that the log has at the next
 * pass (mark and end together are the fence), every event up to the mark is projected. A ledger
 * that is being rebuilt is behind its fence all the time, so nothing of it is purged.
 *
 * <p>Not thread-safe: one driver, which waits for a step before it takes the next.
 */
public final class Purger {
  /** Past so many parked events a partition is not purged: something is wrong with all of them. */
  private static final int PARKED_MAX = 10_000;

  private final int partition;
  private final Ports ports;
  private final Limits limits;

  private @Nullable Long mark;
  private @Nullable Fence fence;
  private @Nullable Round round;
  private @Nullable String hindrance;

  /** All that a purger touches. */
  public record Ports(EventLog log, Ledger ledger, HotStore hot) {}

  /**
   * How much is purged.
   *
   * @param tombstoneAge how much older than the mark a tombstone must be, and the decision of a
   *     letter that is settled
   * @param rowsMax rows that one step looks at, which bounds how long the ledger is locked
   */
  public record Limits(Duration tombstoneAge, int rowsMax) {}

  /** Once the ledger is at the end, no event up to the version is left to be projected. */
  private record Fence(long version, long end) {}

  /**
   * What is left of a purge.
   *
   * @param tokens null when the tokens are done
   * @param tombstones null when the tombstones are done
   * @param lettersBefore letters that were settled before this go, in milliseconds
   */
  private record Round(
      @Nullable PurgeRange tokens,
      @Nullable PurgeRange tombstones,
      Set<Interaction> keep,
      long lettersBefore) {
    Round withTokens(@Nullable PurgeRange rest) {
      return new Round(rest, tombstones, keep, lettersBefore);
    }

    Round withTombstones(@Nullable PurgeRange rest) {
      return new Round(null, rest, keep, lettersBefore);
    }
  }

  /**
   * What a step did.
   *
   * @param more false when there is nothing to do before the next pass
   */
  public record Progress(int tokens, int tombstones, boolean more) {
    private static final Progress NOTHING = new Progress(0, 0, false);
  }

  public Purger(int partition, Ports ports, Limits limits) {
    this.partition = partition;
    this.ports = ports;
    this.limits = limits;
  }

  /**
   * Takes note of where log and ledger are. Between one pass and the next, every append that was
   * under way must have ended; take steps after a pass until one says that there are no more.
   */
  public void pass() {
    long version = ports.ledger().position(partition).version();
    long end = ports.log().end(partition);
    Long before = mark;
    if (fence == null && before != null) {
      fence = new Fence(before, end);
    }
    mark = version;
  }

  /** Why nothing is purged although it could be; null when nothing hinders it. */
  public @Nullable String hindrance() {
    return hindrance;
  }

  /** Purges one slice. Blocks on the ledger; the future fails with what a port failed with. */
  public CompletableFuture<Progress> step() {
    Round next = round == null ? begin() : round;
    round = next;
    if (next == null) {
      return CompletableFuture.completedFuture(Progress.NOTHING);
    }
    return ports
        .hot()
        .place(partition)
        .thenApply(place -> place == null ? Progress.NOTHING : slice(next, place.n()));
  }

  private @Nullable Round begin() {
    Fence reached = fence;
    if (reached == null || ports.ledger().position(partition).h() < reached.end()) {
      return null;
    }
    // Read after the position: what is parked later is newer than the fence, and wins anyway.
    List<DeadLetter> letters = ports.ledger().deadLetters(partition, PARKED_MAX);
    hindrance = hindrance(letters);
    return hindrance == null ? round(reached.version(), letters) : null;
  }

  private static @Nullable String hindrance(List<DeadLetter> letters) {
    if (letters.size() == PARKED_MAX) {
      return PARKED_MAX + " or more events are parked";
    }
    for (DeadLetter letter : letters) {
      if (letter.event() == null) {
        return "the parked record at offset "
            + letter.offset()
            + " can't be read, so it may be of any register and any time";
      }
    }
    return null;
  }

  private Round round(long version, List<DeadLetter> letters) {
    long oldestCounterMillis = Version.millis(version);
    Set<Interaction> keep = new HashSet<>();
    for (DeadLetter letter : letters) {
      Event event = letter.event();
      if (event instanceof RegisterEvent e) {
        keep.add(e.interaction());
      } else if (event instanceof CounterEvent e) {
        oldestCounterMillis = Math.min(oldestCounterMillis, Version.millis(e.version()));
      }
    }
    long tokensBefore = Version.atMillis(oldestCounterMillis - Rule.TOKEN_WINDOW_MILLIS, 0);
    long tombstonesBefore =
        Version.atMillis(Version.millis(version) - limits.tombstoneAge().toMillis(), 0);
    return new Round(
        new PurgeRange(Version.NONE, tokensBefore, limits.rowsMax()),
        new PurgeRange(Version.NONE, tombstonesBefore, limits.rowsMax()),
        keep,
        Version.millis(tombstonesBefore));
  }

  private Progress slice(Round now, long confirmedN) {
    PurgeRange tokens = now.tokens();
    if (tokens != null) {
      Purged purged = ports.ledger().purgeTokens(partition, tokens);
      round = now.withTokens(purged.isLast() ? null : tokens.after(purged));
      return new Progress(purged.rows(), 0, true);
    }
    PurgeRange tombstones = now.tombstones();
    if (tombstones != null) {
      Purged purged = ports.ledger().purgeTombstones(partition, tombstones, confirmedN, now.keep());
      round = now.withTombstones(purged.isLast() ? null : tombstones.after(purged));
      return new Progress(0, purged.rows(), true);
    }
    int letters =
        ports.ledger().forgetLetters(partition, now.lettersBefore(), confirmedN, limits.rowsMax());
    boolean more = letters == limits.rowsMax();
    if (!more) {
      round = null;
      fence = null;
    }
    return new Progress(0, 0, more);
  }
}
