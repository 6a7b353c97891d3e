package dev.ovation.proof.torture.check;

import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.EntryLine;
import java.util.List;

/**
 * A promise that a history does not keep.
 *
 * @param subject the register, or target and kind
 * @param why what contradicts what, in a sentence
 * @param story the entries that show it, in the order in which they were called; not all there are
 */
public record Violation(Promise promise, String subject, String why, List<Entry> story) {
  public Violation {
    story = List.copyOf(story);
  }

  /** What may be broken. */
  public enum Promise {
    /** An answered write is there, or a newer one: at the end. */
    NOTHING_ANSWERED_IS_LOST,
    /** A read shows what was answered before it began, or something newer. */
    READ_YOUR_WRITES,
    /**
     * Nothing is older than what an earlier read showed of a write that was not answered yet. The
     * contract does not promise that: it is told, and breaks nothing.
     */
    READS_DO_NOT_GO_BACK,
    /** A write is newer than what was seen before it began. */
    LATER_WRITES_WIN,
    /** A version stands for one value. */
    ONE_VALUE_A_VERSION,
    /** What is shown was written, once at the most, by a write that was not refused. */
    NO_PHANTOM,
    /** An answer tells what was asked for. */
    ANSWERS_FIT,
    /** A token that was answered is in the total, once. */
    TOKENS_COUNT_ONCE,
    /** Counts are rows, and rows are what registers hold. */
    COUNT_IS_ROWS,
    /** What is settled stays. */
    SETTLED_STAYS;

    /** Whether the contract says so; the others are only worth telling. */
    boolean isInContract() {
      return this != READS_DO_NOT_GO_BACK;
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(promise).append(" broken at ").append(subject).append(": ").append(why);
    for (Entry entry : story) {
      text.append("\n    ").append(EntryLine.text(entry));
    }
    return text.toString();
  }
}
