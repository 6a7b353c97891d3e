package dev.ovation.proof.torture.history;

import dev.ovation.proof.torture.history.Entry.Add;
import dev.ovation.proof.torture.history.Entry.Call;
import dev.ovation.proof.torture.history.Entry.ListedRow;
import dev.ovation.proof.torture.history.Entry.Operation;
import dev.ovation.proof.torture.history.Entry.Read;
import dev.ovation.proof.torture.history.Entry.SummedCount;
import dev.ovation.proof.torture.history.Entry.Total;
import dev.ovation.proof.torture.history.Entry.Write;

/**
 * An entry as a line of comma separated values, and back. The first letter says what it is; of an
 * operation the next fields are client, time of the call, time of the answer, and outcome.
 * Stateless.
 */
public final class EntryLine {
  private static final int FIELDS_OF_CALL = 5;

  private EntryLine() {}

  /** Appends the entry and the end of the line. */
  static void append(StringBuilder line, Entry entry) {
    switch (entry) {
      case Write w -> {
        register(call(line.append('w'), w), w.register()).append(',').append(w.value());
        // What is shown is nearly always what was asked for, and a history has millions of lines.
        line.append(',').append(w.shown().equals(w.value()) ? "=" : w.shown());
        line.append(',').append(w.version());
      }
      case Read r ->
          register(call(line.append('r'), r), r.register())
              .append(',')
              .append(r.value())
              .append(',')
              .append(r.version());
      case Add a ->
          call(line.append('a'), a)
              .append(',')
              .append(a.target())
              .append(',')
              .append(a.by())
              .append(',')
              .append(a.token())
              .append(a.counted() ? ",1," : ",0,")
              .append(a.count());
      case Total t ->
          call(line.append('t'), t).append(',').append(t.target()).append(',').append(t.count());
      case ListedRow l -> register(line.append('l'), l.register()).append(',').append(l.value());
      case SummedCount c ->
          line.append("c,")
              .append(c.target())
              .append(',')
              .append(c.kind())
              .append(',')
              .append(c.value())
              .append(',')
              .append(c.count());
    }
    line.append('\n');
  }

  /** The entry as a line without its end. */
  public static String text(Entry entry) {
    StringBuilder line = new StringBuilder();
    append(line, entry);
    return line.substring(0, line.length() - 1);
  }

  private static StringBuilder call(StringBuilder line, Operation operation) {
    Call call = operation.call();
    return line.append(',')
        .append(call.client())
        .append(',')
        .append(call.invoked())
        .append(',')
        .append(call.completed())
        .append(',')
        .append(call.outcome().letter());
  }

  private static StringBuilder register(StringBuilder line, Register register) {
    return line.append(',')
        .append(register.target())
        .append(',')
        .append(register.kind())
        .append(',')
        .append(register.actor());
  }

  /**
   * The entry of a line.
   *
   * @throws IllegalArgumentException when it is none
   */
  static Entry parse(String line) {
    String[] f = line.split(",", -1);
    int at = FIELDS_OF_CALL;
    try {
      return switch (f[0]) {
        case "w" -> {
          String value = f[at + 3];
          String shown = f[at + 4].equals("=") ? value : f[at + 4];
          yield new Write(call(f), register(f, at), value, shown, Long.parseLong(f[at + 5]));
        }
        case "r" -> new Read(call(f), register(f, at), f[at + 3], Long.parseLong(f[at + 4]));
        case "a" ->
            new Add(
                call(f),
                f[at],
                Integer.parseInt(f[at + 1]),
                f[at + 2],
                f[at + 3].equals("1"),
                Long.parseLong(f[at + 4]));
        case "t" -> new Total(call(f), f[at], Long.parseLong(f[at + 1]));
        case "l" -> new ListedRow(register(f, 1), f[4]);
        case "c" -> new SummedCount(f[1], f[2], f[3], Long.parseLong(f[4]));
        default -> throw new IllegalArgumentException("no entry: " + line);
      };
    } catch (ArrayIndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("no whole entry: " + line, e);
    }
  }

  private static Call call(String[] f) {
    return new Call(
        Integer.parseInt(f[1]), Long.parseLong(f[2]), Long.parseLong(f[3]), Outcome.of(f[4]));
  }

  private static Register register(String[] f, int at) {
    return new Register(f[at], f[at + 1], f[at + 2]);
  }
}
