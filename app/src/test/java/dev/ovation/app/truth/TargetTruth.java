package dev.ovation.app.truth;

import dev.ovation.core.domain.Row;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one (target, kind) must show, from the answers of those who wrote it. Thread-safe.
 *
 * <p>A write that is under way may or may not show. So the truth of a register that someone is
 * writing is known as a lower bound only, and that of all others exactly.
 */
final class TargetTruth {
  private static final Register UNTOUCHED = new Register(Row.NONE, 0, 0);

  private final Map<String, Register> registers = new HashMap<>();
  private final TreeMap<String, Long> counts = new TreeMap<>();
  private long begun;
  private long open;
  private long total;
  private long asked;

  /**
   * A register, at one moment.
   *
   * @param row the newest answered state, with commit number 0
   * @param begun writes that were ever begun
   * @param open writes that are under way
   */
  record Register(Row row, long begun, int open) {}

  /**
   * All of it, at one moment.
   *
   * @param registers those asked for that were ever written
   * @param counts how many registers hold each value
   * @param begun writes of any register that were ever begun
   * @param open writes of any register that are under way
   * @param total what is known to be counted, for a counter
   * @param asked what was asked to be counted, of which some may not be yet
   */
  record Moment(
      Map<String, Register> registers,
      Map<String, Long> counts,
      long begun,
      long open,
      long total,
      long asked) {
    Register register(String actor) {
      return registers.getOrDefault(actor, UNTOUCHED);
    }
  }

  synchronized void begin(String actor) {
    Register of = registers.getOrDefault(actor, UNTOUCHED);
    registers.put(actor, new Register(of.row(), of.begun() + 1, of.open() + 1));
    begun++;
    open++;
  }

  /**
   * Ends a write.
   *
   * @param row what it was answered; {@link Row#NONE} when it was refused
   */
  synchronized void end(String actor, Row row) {
    Register of = registers.getOrDefault(actor, UNTOUCHED);
    Row newest = row.version() > of.row().version() ? row : of.row();
    registers.put(actor, new Register(newest, of.begun(), of.open() - 1));
    count(of.row(), -1);
    count(newest, 1);
    open--;
  }

  private void count(Row row, long by) {
    if (row.value() != null) {
      counts.merge(row.value(), by, Long::sum);
    }
  }

  synchronized void beginAdd(long by) {
    asked += by;
  }

  /** Ends an addition; one that was refused, or repeated a token, has counted nothing. */
  synchronized void endAdd(long by, boolean counted) {
    if (counted) {
      total += by;
    } else {
      asked -= by;
    }
  }

  /** With all registers. */
  synchronized Moment now() {
    return moment(Map.copyOf(registers));
  }

  /** With one register. */
  synchronized Moment now(String actor) {
    Register one = registers.get(actor);
    return moment(one == null ? Map.of() : Map.of(actor, one));
  }

  private Moment moment(Map<String, Register> of) {
    return new Moment(of, Map.copyOf(counts), begun, open, total, asked);
  }
}
