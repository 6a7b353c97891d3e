package dev.ovation.core.port;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a ledger does for those who go through all of it: it counts again what is stored, tells what
 * was changed past the product, and keeps the cases of what is believed to be wrong until the owner
 * of their partition has seen to them.
 *
 * <p>Beside each count it keeps the {@link RowDigest} of the rows that the count is of, changed in
 * the transactions that change the rows. So a row that was changed by anything else shows when the
 * rows are read, although the count may agree; and two ledgers are compared by their sums alone.
 *
 * <p>Thread-safe. Methods block, use none of the connections and threads that writes and summaries
 * wait for, and fail with {@link ErrorCode#LEDGER_UNAVAILABLE}.
 */
public interface SweepLedger {

  /**
   * The cause of a case that is about digests which were never summed. Nothing is known to be wrong
   * there, so such a case is never held.
   */
  String NOT_SUMMED = "not-summed";

  // ---- counting again ------------------------------------------------------------------------

  /** Counts again, in the order asked, each in one snapshot. */
  List<Recount> recount(List<TargetKind> targetKinds);

  /**
   * Counts again whatever comes next, in an order of the ledger's own: every (target, kind) that
   * has a row with a value or a stored count.
   *
   * @param cursor where the page before ended; null to begin
   * @param rowsMax how many rows are read, about: a (target, kind) is never cut, so that there may
   *     be one with more
   */
  RecountPage recountAfter(@Nullable String cursor, int rowsMax);

  /**
   * A part of a pass.
   *
   * @param next where the pass goes on; null at its end
   * @param rowsRead how many rows were read for it
   */
  record RecountPage(List<Recount> recounts, @Nullable String next, long rowsRead) {}

  /**
   * What is stored of a (target, kind) beside what its rows say, from one snapshot.
   *
   * @param isRegister false for a counter, which keeps no rows
   * @param position of the partition
   * @param touchedN the last commit that touched the (target, kind)
   * @param stored by value, without those that have neither a total nor a digest
   * @param counted from the rows, by value, tombstones left out; empty for a counter
   */
  record Recount(
      TargetKind targetKind,
      boolean isRegister,
      LedgerPosition position,
      long touchedN,
      SortedMap<String, Sum> stored,
      SortedMap<String, Sum> counted) {

    /** Whether what is stored is what it should be, as far as the ledger alone can tell. */
    public boolean agrees() {
      return isRegister ? storedIsCounted() : isSealed();
    }

    /** Whether some of what is stored has no digest beside it yet. */
    public boolean isNotSummed() {
      return stored.values().stream().anyMatch(sum -> sum.digest() == null);
    }

    private boolean storedIsCounted() {
      TreeMap<String, Sum> expected = new TreeMap<>(counted);
      stored.forEach((value, sum) -> expected.computeIfAbsent(value, v -> Sum.NONE));
      return expected.entrySet().stream()
          .allMatch(e -> stored.getOrDefault(e.getKey(), Sum.NONE).agreesWith(e.getValue()));
    }

    private boolean isSealed() {
      return stored.entrySet().stream()
          .allMatch(
              e -> {
                RowDigest seal = e.getValue().digest();
                return seal == null
                    || seal.equals(RowDigest.ofTotal(targetKind, e.getValue().total()));
              });
    }

    /** Of something that the ledger has never heard of. */
    public static Recount nothing(TargetKind targetKind, LedgerPosition position) {
      return new Recount(
          targetKind,
          true,
          position,
          0,
          Collections.emptySortedMap(),
          Collections.emptySortedMap());
    }
  }

  /**
   * How many rows hold a value, and their digest; for a counter its total, sealed by {@link
   * RowDigest#ofTotal}.
   *
   * @param digest null when the rows were not summed yet, in a ledger that was made before sums
   *     were kept
   */
  record Sum(long total, @Nullable RowDigest digest) {
    public static final Sum NONE = new Sum(0, RowDigest.ZERO);

    /** The totals alone. */
    public static Counts counts(Map<String, Sum> sums) {
      TreeMap<String, Long> totals = new TreeMap<>();
      sums.forEach((value, sum) -> totals.put(value, sum.total()));
      return Counts.of(totals);
    }

    /** With one more row. */
    Sum plus(RowDigest row) {
      return new Sum(total + 1, digest == null ? null : digest.xor(row));
    }

    boolean agreesWith(Sum other) {
      return total == other.total
          && (digest == null || other.digest == null || digest.equals(other.digest));
    }
  }

  // ---- what was changed past the product -----------------------------------------------------

  /**
   * Changes of rows and counts that no commit made, oldest first: somebody's UPDATE or DELETE. The
   * database notes them by itself; what gets past that (a page that is damaged, triggers switched
   * off) only {@link #recountAfter} finds.
   */
  List<Edit> edits(int editsMax);

  /** Forgets edits up to this one. */
  void forgetEdits(long upToId);

  /**
   * A change that no commit made.
   *
   * @param what the kind of change, for people: "row updated", "row deleted", "count updated"
   */
  record Edit(long id, Target target, String kind, String what) {
    public TargetKind targetKind() {
      return new TargetKind(target, kind);
    }
  }

  // ---- where a pass stands -------------------------------------------------------------------

  /** A text that was kept under a name; null when none was. */
  @Nullable String bookmark(String name);

  /** Keeps a text under a name, or forgets it when it is null. */
  void bookmark(String name, @Nullable String text);

  // ---- cases ---------------------------------------------------------------------------------

  /**
   * Opens a case, unless one of the same (target, kind) is open.
   *
   * @param repairCase whose state is an open one
   * @return whether it was opened
   */
  boolean open(RepairCase repairCase);

  /** Cases of a partition that wait for its owner, oldest first. */
  List<RepairCase> due(int partition, int casesMax);

  /** Cases whatever their state, found since a time or still open, newest first. */
  List<RepairCase> cases(long sinceMillis, int casesMax);

  /** How many cases were found since a time or are still open, and how they went. */
  List<CaseCount> caseCounts(long sinceMillis);

  /** Has cases that are due be held, but for {@link #NOT_SUMMED}; returns how many. */
  int hold();

  /**
   * Lets all cases that are held go to their owners.
   *
   * @param note added to their evidence, from which it comes into the audit of what is mended
   * @return how many
   */
  int release(String note);

  /**
   * Lets one case go to its owner if it is held.
   *
   * @param note as of {@link #release(String)}
   * @return the case as it is then; null when there is none
   */
  @Nullable RepairCase release(long id, String note);

  /** Forgets cases that were closed before a time; returns how many are gone. */
  int forgetCases(long beforeMillis, int casesMax);

  /** How a case stands. */
  enum CaseState {
    /** The owner of the partition is to see to it. */
    DUE("due"),
    /** Nobody does anything: only reports are wanted, or too much was found at once. */
    HELD("held"),
    /** It was wrong and is mended. */
    MENDED("mended"),
    /** The owner found nothing wrong. */
    SOUND("sound"),
    /** It is wrong, and the truth can't be told any more. */
    BEYOND_REPAIR("beyond-repair");

    private final String text;

    CaseState(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    public boolean isOpen() {
      return this == DUE || this == HELD;
    }

    /** The state that a text names. */
    public static CaseState of(String text) {
      for (CaseState state : values()) {
        if (state.text.equals(text)) {
          return state;
        }
      }
      throw new IllegalArgumentException("there is no state '" + text + "'");
    }
  }

  /**
   * Something that is believed to be wrong, and what became of it.
   *
   * @param id given by the ledger; 0 before
   * @param cause what was found, in the words of reports, for example {@code lost-row}
   * @param evidence positions, versions and sums that the finder saw, for people
   * @param by who found it
   * @param closedMillis 0 while it is open
   * @param outcome what was done, for people; empty while it is open
   */
  record RepairCase(
      long id,
      int partition,
      TargetKind targetKind,
      String cause,
      String evidence,
      String by,
      long foundMillis,
      CaseState state,
      long closedMillis,
      String outcome) {
    private static final Pattern ACTOR = Pattern.compile("\\bactor=(\\S+)");

    /**
     * How evidence names an actor whose view is wrong: where the view holds a row and the ledger
     * none, nothing else tells whoever mends it which view to look at.
     */
    public static String naming(Actor actor) {
      return "actor=" + actor.id();
    }

    /** The ids of the actors that the evidence names. */
    public List<String> namedActors() {
      return ACTOR.matcher(evidence).results().map(found -> found.group(1)).toList();
    }

    /** A new one. */
    public static RepairCase of(
        int partition,
        TargetKind targetKind,
        String cause,
        String evidence,
        String by,
        long foundMillis,
        CaseState state) {
      return new RepairCase(
          0, partition, targetKind, cause, evidence, by, foundMillis, state, 0, "");
    }

    /** The same, closed. */
    public RepairCase closed(CaseState how, String cause, long atMillis, String outcome) {
      return new RepairCase(
          id, partition, targetKind, cause, evidence, by, foundMillis, how, atMillis, outcome);
    }
  }

  /**
   * Cases that have cause and state in common.
   *
   * @param millisTotal the time from finding to closing, all of them together
   * @param oldestMillis when the oldest was found
   */
  record CaseCount(
      String cause, CaseState state, long cases, long millisTotal, long oldestMillis) {}
}
