package dev.ovation.core.port;

import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.Repair;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The part of a ledger that keeps what could not be applied, and what people decided of it.
 *
 * <p>A letter is <em>parked</em> until the owner of its partition has settled it: applied its event
 * or dropped it. Whoever is asked notes a decision here; it is one row, which changes neither rows
 * nor counts nor the position, so it may be written by anybody and outlives whoever wrote it. The
 * owner finds it and carries it out in a transaction of the partition, as {@link
 * LedgerTransaction.Changes#letters}. A letter that is settled stays for a while: so that a
 * confirmation can be made again from it, and for those who ask what became of it.
 *
 * <p>Thread-safe; does I/O on the caller's thread. Failures are those of {@link Ledger}.
 */
public interface DeadLetters {

  /**
   * Letters of a partition, settled ones too, in the order of their offsets.
   *
   * @param afterOffset only later ones
   */
  List<Letter> letters(int partition, long afterOffset, int lettersMax);

  /** One letter, settled or not; null when there is none. */
  @Nullable Letter letter(int partition, long offset);

  /**
   * Notes what the owner shall do with a letter. It is on stable storage when this returns. A
   * decision that is not carried out yet is replaced.
   *
   * @return false when there is no such letter, or it is settled already
   */
  boolean decide(int partition, long offset, Decision decision);

  /** Letters that wait for the owner to carry out a decision, in the order of their offsets. */
  List<Letter> decided(int partition, int lettersMax);

  /**
   * Forgets letters that were settled long ago.
   *
   * @param settledBefore in milliseconds of the Unix epoch: only what was decided before
   * @param confirmedN only what was settled by this commit or an earlier one
   * @return how many are gone
   */
  int forgetLetters(int partition, long settledBefore, long confirmedN, int lettersMax);

  /** Figures of all partitions. */
  LetterFigures letterFigures();

  /** Where a letter is: {@code 0-17} is what partition 0 holds at offset 17. */
  record LetterId(int partition, long offset) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,6})-(\\d{1,18})");

    public static LetterId of(DeadLetter letter) {
      return new LetterId(letter.partition(), letter.offset());
    }

    /** What {@link #text} made; null for anything else. */
    public static @Nullable LetterId parse(String text) {
      Matcher parts = TEXT.matcher(text);
      return parts.matches()
          ? new LetterId(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)))
          : null;
    }

    public String text() {
      return partition + "-" + offset;
    }
  }

  /** What shall become of a letter. */
  enum Verdict {
    /** Its event is tried again; if that fails it stays parked. */
    RETRY,
    /** Its event is given up: the register shows what the ledger says. */
    DROP
  }

  /**
   * What somebody decided.
   *
   * @param by who, for the audit
   * @param reason why, for the audit
   */
  record Decision(Verdict verdict, String by, String reason, long atMillis) {}

  /**
   * A dead letter with its history.
   *
   * @param parked what was parked, with the newest reason
   * @param attempts how often its event was tried, at least 1
   * @param decision what was decided last; null when nothing was, or the last retry failed
   * @param settledN the commit that carried the decision out; 0 while the letter is parked
   */
  record Letter(DeadLetter parked, int attempts, @Nullable Decision decision, long settledN) {
    public boolean isSettled() {
      return settledN > 0;
    }
  }

  /**
   * What a commit does to letters.
   *
   * @param settled letters whose decision it carries out
   * @param refused letters whose retry failed: their decision is over, and they stay parked
   */
  record LetterChanges(List<Settlement> settled, List<Refusal> refused) {
    public static final LetterChanges NONE = new LetterChanges(List.of(), List.of());
  }

  /**
   * A letter that is settled by a commit.
   *
   * @param audit what is noted of it with its target; letters that can't be read have none, and are
   *     their own record
   */
  record Settlement(Letter letter, Repair audit) {}

  /** A retry that failed. */
  record Refusal(long offset, String reason) {}

  /**
   * How many letters there are.
   *
   * @param parked not settled
   * @param oldestMillis when the oldest of these was parked; 0 when there is none
   * @param decided of these, how many wait for their owner
   */
  record LetterFigures(long parked, long oldestMillis, long decided) {}
}
