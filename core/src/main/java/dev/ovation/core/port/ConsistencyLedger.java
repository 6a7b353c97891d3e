package dev.ovation.core.port;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger does for those who watch it: it is looked at without getting in the way of
 * requests, and keeps what they found.
 *
 * <p>Thread-safe. Methods block, and fail with {@link ErrorCode#LEDGER_UNAVAILABLE}.
 */
public interface ConsistencyLedger {

  /**
   * Answers queries, in order, those of one partition from one snapshot, like {@link Ledger#read}.
   * It uses none of the connections and threads that writes and summaries wait for, and asks the
   * tables themselves: a cache that says the wrong thing can't hide what they hold.
   */
  List<LedgerAnswer> look(List<LedgerQuery> queries);

  /**
   * Which of a partition's offsets are in the dead letters. Letters that are settled count, for as
   * long as they are kept: that an event was dropped does not make it one that was lost.
   */
  Set<Long> parked(int partition, Collection<Long> offsets);

  /**
   * Keeps what was found, in one transaction. A finding that is kept already changes nothing, see
   * {@link Finding}; tallies and figures are added to those of their hour. So when it is unknown
   * whether a call succeeded, repeating it may count checks twice, but no finding.
   */
  void keep(Evidence evidence);

  /** What is kept of hours that ended after a time, all partitions and nodes together. */
  Kept kept(long sinceMillis, int findingsMax);

  /**
   * Forgets findings and hours that are older than a time.
   *
   * @param rowsMax how many rows at the most, which bounds how long it takes
   * @return how many rows are gone; fewer than asked for when nothing is left
   */
  int forget(long beforeMillis, int rowsMax);

  // ---- the words of this port ----------------------------------------------------------------

  /** Where an event must be seen. */
  enum View {
    /** The row, or a counter's token, in the ledger. */
    LEDGER,
    /** What a reader is told: from the hot store, or from the ledger where that is cold. */
    HOT;

    public String text() {
      return this == LEDGER ? "ledger" : "hot";
    }

    /** The view that a text names. */
    public static View of(String text) {
      return switch (text) {
        case "ledger" -> LEDGER;
        case "hot" -> HOT;
        default -> throw new IllegalArgumentException("there is no view '" + text + "'");
      };
    }
  }

  /** Why a view is wrong, as far as that can be told by looking at it. */
  enum Cause {
    /** It was never seen in the view, though the view has passed its position: it was skipped. */
    SKIPPED("skipped"),
    /** The view showed it at an earlier window, and no longer does. */
    LOST("lost"),
    /** The view has its version with another value. */
    VALUE_DIFFERS("value-differs"),
    /** The actor's view in the hot store is older than what is confirmed. */
    STALE_ACTOR_VIEW("stale-actor-view"),
    /** The hot store holds nothing itself, and the ledger, which then answers, is wrong. */
    WRONG_IN_LEDGER("wrong-in-ledger");

    private final String text;

    Cause(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    /** The cause that a text names. */
    public static Cause of(String text) {
      for (Cause cause : values()) {
        if (cause.text.equals(text)) {
          return cause;
        }
      }
      throw new IllegalArgumentException("there is no cause '" + text + "'");
    }
  }

  /**
   * A view that does not show an event it must show. There is one finding for each view, key,
   * expected version and window.
   *
   * @param key the register's actor, or the key of a counter's event
   * @param windowMillis how long after the event was durable it was looked for
   * @param offset the event's, in the log of the partition
   * @param h the offset that the view has passed, at least {@code offset}
   * @param expectedValue null for an unset, and for a counter's event
   * @param foundVersion {@link dev.ovation.core.domain.Version#NONE} when nothing was there
   */
  record Finding(
      View view,
      TargetKind targetKind,
      String key,
      long windowMillis,
      int partition,
      long offset,
      long h,
      long expectedVersion,
      @Nullable String expectedValue,
      long foundVersion,
      @Nullable String foundValue,
      Cause cause,
      long atMillis) {}

  /**
   * Checks of one hour.
   *
   * @param hour hours since the Unix epoch
   * @param checked all checks, those that were behind or wrong included
   * @param behind the view had not passed the event's position yet
   */
  record Tally(
      long hour,
      int partition,
      String space,
      View view,
      long windowMillis,
      long checked,
      long behind,
      long wrong) {}

  /** Another number of an hour that adds up: of coverage, or of how often a lag was met. */
  record Figure(long hour, int partition, String name, long value) {}

  /** What there is to keep. */
  record Evidence(List<Finding> findings, List<Tally> tallies, List<Figure> figures) {
    public boolean isEmpty() {
      return findings.isEmpty() && tallies.isEmpty() && figures.isEmpty();
    }
  }

  /**
   * What is kept.
   *
   * @param tallies summed over hours and partitions, which are both 0 here
   * @param figures summed likewise
   * @param byCause how many findings there are, each window counted
   * @param findings the newest, newest first
   * @param oldestMillis when the oldest of the time asked for was made; 0 when there is none
   */
  record Kept(
      List<Tally> tallies,
      List<Figure> figures,
      List<CauseCount> byCause,
      List<Finding> findings,
      long oldestMillis) {}

  /** How many findings of a view have a cause. */
  record CauseCount(View view, Cause cause, long findings) {}
}
