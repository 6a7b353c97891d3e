package dev.ovation.proof.torture.history;

/**
 * One line of a history. Times are nanoseconds since the history began, of one clock for all
 * clients that never goes back.
 */
public sealed interface Entry {
  /** The client that looks at everything once the others have ended. */
  int LAST = 0;

  /** Stands for the value of a register that holds none. */
  String NONE = "";

  /** The version of a register that was never written. */
  long NEVER = 0;

  /** A counter's total that an answer did not tell. */
  long UNTOLD = -1;

  /** When something was asked and answered, and by whom. */
  record Call(int client, long invoked, long completed, Outcome outcome) {
    /** Whether it was over before the other one began. */
    public boolean isBefore(Call other) {
      return completed < other.invoked;
    }

    public boolean isOk() {
      return outcome == Outcome.OK;
    }
  }

  /** What a client asked for. */
  sealed interface Operation extends Entry {
    Call call();
  }

  /**
   * A register was set, or unset.
   *
   * @param value what was asked for
   * @param shown what the answer says that it holds; the value asked for unless it was answered
   * @param version of the answer; {@link #NEVER} without one
   */
  record Write(Call call, Register register, String value, String shown, long version)
      implements Operation {}

  /** A register was read. */
  record Read(Call call, Register register, String value, long version) implements Operation {}

  /**
   * A counter was added to.
   *
   * @param token the same in each try; no other addition to this target has it
   * @param counted what the answer says
   * @param count the total that the answer tells, or {@link #UNTOLD}
   */
  record Add(Call call, String target, int by, String token, boolean counted, long count)
      implements Operation {}

  /** A counter was read. */
  record Total(Call call, String target, long count) implements Operation {}

  /** At the end the list of a target has this row. */
  record ListedRow(Register register, String value) implements Entry {}

  /** At the end the summary of a target tells this count. */
  record SummedCount(String target, String kind, String value, long count) implements Entry {}
}
