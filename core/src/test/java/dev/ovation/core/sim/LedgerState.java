package dev.ovation.core.sim;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.Mending;
import dev.ovation.core.port.LedgerTransaction.RowFix;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import dev.ovation.core.port.SweepLedger.Edit;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.sim.SimCounts.Cell;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All that a ledger holds of one partition after one commit. Never changed once made. */
record LedgerState(
    LedgerPosition position,
    Map<Interaction, Row> rows,
    Map<TargetKind, Map<String, Cell>> counts,
    Map<TokenKey, Row> tokens,
    List<Letter> history,
    List<RepairCase> cases,
    List<Edit> edits) {

  static final LedgerState EMPTY =
      new LedgerState(
          LedgerPosition.START, Map.of(), Map.of(), Map.of(), List.of(), List.of(), List.of());

  LedgerState with(Changes changes) {
    Map<Interaction, Row> newRows = new LinkedHashMap<>(rows);
    changes.rows().forEach(row -> newRows.put(row.interaction(), row.after()));
    Map<TokenKey, Row> newTokens = new LinkedHashMap<>(tokens);
    changes.tokens().forEach(token -> newTokens.put(token.token(), token.after()));
    return new LedgerState(
        changes.position(),
        newRows,
        SimCounts.with(counts, changes),
        newTokens,
        SimLetters.with(history, changes),
        cases,
        edits);
  }

  /** The same with other letters. */
  LedgerState with(List<Letter> letters) {
    return new LedgerState(position, rows, counts, tokens, letters, cases, edits);
  }

  /** What is parked. */
  List<DeadLetter> letters() {
    return history.stream().filter(letter -> !letter.isSettled()).map(Letter::parked).toList();
  }

  /** The letter of an offset, settled or not; null when there is none. */
  @Nullable Letter letter(long offset) {
    return history.stream()
        .filter(letter -> letter.parked().offset() == offset)
        .findFirst()
        .orElse(null);
  }

  /** The same with other rows and tokens. */
  LedgerState with(Map<Interaction, Row> otherRows, Map<TokenKey, Row> otherTokens) {
    return new LedgerState(position, otherRows, counts, otherTokens, history, cases, edits);
  }

  /** The same at another position. */
  LedgerState at(LedgerPosition other) {
    return new LedgerState(other, rows, counts, tokens, history, cases, edits);
  }

  /** The same with other cases. */
  LedgerState withCases(List<RepairCase> otherCases) {
    return new LedgerState(position, rows, counts, tokens, history, otherCases, edits);
  }

  /** The same with other marks of edits. */
  LedgerState withEdits(List<Edit> otherEdits) {
    return new LedgerState(position, rows, counts, tokens, history, cases, otherEdits);
  }

  /** The same with other counts of one (target, kind). */
  LedgerState withCounts(TargetKind targetKind, Map<String, Cell> cells) {
    Map<TargetKind, Map<String, Cell>> newCounts = new LinkedHashMap<>(counts);
    newCounts.put(targetKind, cells);
    return new LedgerState(position, rows, newCounts, tokens, history, cases, edits);
  }

  /** The state once something is mended. */
  LedgerState with(Mending mending) {
    RepairCase closed = mending.closed();
    List<RepairCase> newCases =
        cases.stream().map(each -> each.id() == closed.id() ? closed : each).toList();
    if (mending.audit() == null) {
      return withCases(newCases);
    }
    long n = mending.position().n();
    Map<Interaction, Row> newRows = new LinkedHashMap<>(rows);
    for (RowFix fix : mending.rows()) {
      Row right = fix.right();
      if (right.exists()) {
        newRows.put(
            fix.interaction(), new Row(right.value(), right.version(), right.atMillis(), n));
      } else {
        newRows.remove(fix.interaction());
      }
    }
    List<Edit> newEdits =
        edits.stream().filter(edit -> !edit.targetKind().equals(mending.targetKind())).toList();
    LedgerState mended =
        new LedgerState(mending.position(), newRows, counts, tokens, history, newCases, newEdits);
    return mended.withCounts(
        mending.targetKind(), SimCounts.mended(mended, mending.targetKind(), mending.total(), n));
  }

  Row row(Interaction interaction) {
    return rows.getOrDefault(interaction, Row.NONE);
  }

  Row token(TokenKey token) {
    return tokens.getOrDefault(token, Row.NONE);
  }

  Counts countsOf(TargetKind targetKind) {
    Map<String, Long> values = new TreeMap<>();
    counts.getOrDefault(targetKind, Map.of()).forEach((v, cell) -> values.put(v, cell.count()));
    return Counts.of(values);
  }

  boolean hasRows(TargetKind targetKind) {
    return rows.keySet().stream().anyMatch(i -> i.targetKind().equals(targetKind));
  }

  long countRows(TargetKind targetKind, String value) {
    return rows.entrySet().stream()
        .filter(e -> e.getKey().targetKind().equals(targetKind))
        .filter(e -> Objects.equals(e.getValue().value(), value))
        .count();
  }

  LedgerAnswer answer(LedgerQuery query) {
    TargetKind targetKind = query.targetKind();
    Row found = Row.NONE;
    String key = query.key();
    if (key != null) {
      Row token = token(new TokenKey(targetKind, key));
      found = token.exists() ? token : row(new Interaction(targetKind, key));
    }
    long touched =
        counts.getOrDefault(targetKind, Map.of()).values().stream()
            .mapToLong(Cell::n)
            .max()
            .orElse(0);
    return new LedgerAnswer(
        position.n(),
        position.h(),
        found,
        query.counts() ? countsOf(targetKind) : null,
        query.counts() ? touched : 0);
  }
}
