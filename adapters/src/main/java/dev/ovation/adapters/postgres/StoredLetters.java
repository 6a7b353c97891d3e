package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.LetterChanges;
import dev.ovation.core.port.DeadLetters.LetterFigures;
import dev.ovation.core.port.DeadLetters.Refusal;
import dev.ovation.core.port.DeadLetters.Settlement;
import dev.ovation.core.port.DeadLetters.Verdict;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The dead letters of one partition, through one connection. Used by one thread. */
final class StoredLetters {
  private static final String COLUMNS =
      """
      SELECT r.position, r.readable, r.bytes, r.reason, r.parked_ms, r.attempts, r.verdict,
        r.decided_by, r.decided_why, r.decided_ms, r.settled_n FROM\s""";
  static final String AFTER =
      COLUMNS
          + "dead_letter r WHERE r.partition = ? AND r.position > ? ORDER BY r.position LIMIT ?";
  static final String PARKED =
      COLUMNS
          + "dead_letter r WHERE r.partition = ? AND r.settled_n = 0 ORDER BY r.position LIMIT ?";
  static final String PARKED_BY_KEY =
      COLUMNS
          + KeyedReads.KEYS
          + " JOIN dead_letter r ON "
          + KeyedReads.SAME_KIND
          + " AND r.key = k.key AND r.target IS NOT NULL AND r.settled_n = 0"
          + " WHERE r.partition = ? ORDER BY r.position";
  static final String DECIDED =
      COLUMNS
          + "dead_letter r WHERE r.partition = ? AND r.settled_n = 0 AND r.verdict IS NOT NULL"
          + " ORDER BY r.position LIMIT ?";
  static final String SETTLED =
      COLUMNS
          + "dead_letter r WHERE r.partition = ? AND r.settled_n > 0 AND r.settled_n > ?"
          + " ORDER BY r.settled_n, r.position";
  private static final String DECIDE =
      """
      UPDATE dead_letter SET verdict = ?, decided_by = ?, decided_why = ?, decided_ms = ?
      WHERE partition = ? AND position = ? AND settled_n = 0""";
  private static final String SETTLE =
      "UPDATE dead_letter SET settled_n = ?, readable = ? WHERE partition = ? AND position = ?";
  private static final String REFUSE =
      """
      UPDATE dead_letter SET attempts = attempts + 1, verdict = NULL, reason = ?
      WHERE partition = ? AND position = ? AND settled_n = 0""";
  private static final String FORGET =
      """
      DELETE FROM dead_letter WHERE partition = ? AND position IN (
        SELECT position FROM dead_letter
        WHERE partition = ? AND settled_n > 0 AND settled_n <= ? AND decided_ms < ?
        ORDER BY settled_n LIMIT ?)""";
  private static final String FIGURES =
      """
      SELECT count(*), coalesce(min(parked_ms), 0), count(verdict)
      FROM dead_letter WHERE settled_n = 0""";

  private final Connection connection;
  private final Failures failures;
  private final int partition;

  StoredLetters(Connection connection, Failures failures, int partition) {
    this.connection = connection;
    this.failures = failures;
    this.partition = partition;
  }

  List<Letter> after(long offset, int lettersMax) throws SQLException {
    return letters(AFTER, partition, offset, lettersMax);
  }

  @Nullable Letter at(long offset) throws SQLException {
    List<Letter> found = after(offset - 1, 1);
    return found.isEmpty() || found.getFirst().parked().offset() != offset
        ? null
        : found.getFirst();
  }

  List<DeadLetter> parked(int lettersMax) throws SQLException {
    return letters(PARKED, partition, lettersMax).stream().map(Letter::parked).toList();
  }

  List<DeadLetter> parked(Collection<TokenKey> keys) throws SQLException {
    Columns columns = Columns.of(List.copyOf(keys), TokenKey::targetKind, TokenKey::key);
    return letters(
            PARKED_BY_KEY,
            columns.index,
            columns.targets,
            columns.spaces,
            columns.kinds,
            columns.keys,
            partition)
        .stream()
        .map(Letter::parked)
        .toList();
  }

  List<Letter> decided(int lettersMax) throws SQLException {
    return letters(DECIDED, partition, lettersMax);
  }

  List<Letter> settledAfter(long n) throws SQLException {
    return letters(SETTLED, partition, n);
  }

  private List<Letter> letters(String sql, Object... parameters) throws SQLException {
    List<Letter> letters = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      Columns.bind(select, parameters);
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          letters.add(letter(rows));
        }
      }
    }
    return letters;
  }

  private Letter letter(ResultSet row) throws SQLException {
    long offset = row.getLong(1);
    byte[] bytes = row.getBytes(3);
    Event event =
        row.getBoolean(2)
            ? StoredEvents.decode(
                bytes,
                failures,
                "dead letter of partition " + partition + ", offset " + offset + ",")
            : null;
    String verdict = row.getString(7);
    Decision decision =
        verdict == null
            ? null
            : new Decision(
                Verdict.valueOf(verdict), row.getString(8), row.getString(9), row.getLong(10));
    return new Letter(
        new DeadLetter(partition, offset, event, bytes, row.getString(4), row.getLong(5)),
        row.getInt(6),
        decision,
        row.getLong(11));
  }

  // ---- changes -------------------------------------------------------------------------------

  boolean decide(long offset, Decision decision) throws SQLException {
    return run(
            DECIDE,
            decision.verdict().name(),
            storable(decision.by()),
            storable(decision.reason()),
            decision.atMillis(),
            partition,
            offset)
        > 0;
  }

  void change(LetterChanges changes, long n) throws SQLException {
    for (Settlement settlement : changes.settled()) {
      settle(settlement, n);
    }
    for (Refusal refusal : changes.refused()) {
      run(REFUSE, storable(refusal.reason()), partition, refusal.offset());
    }
  }

  private void settle(Settlement settlement, long n) throws SQLException {
    DeadLetter parked = settlement.letter().parked();
    Event event = parked.event();
    run(SETTLE, n, event != null, partition, parked.offset());
    if (event != null) {
      AuditTable.add(connection, event.target(), settlement.audit());
    }
  }

  int forget(long settledBefore, long confirmedN, int lettersMax) throws SQLException {
    return run(FORGET, partition, partition, confirmedN, settledBefore, lettersMax);
  }

  /** PostgreSQL's texts can't hold this one character; a reason may quote anything. */
  static String storable(String text) {
    return text.replace('\0', '\ufffd');
  }

  private int run(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(statement, parameters);
      return statement.executeUpdate();
    }
  }

  static LetterFigures figures(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FIGURES);
        ResultSet row = select.executeQuery()) {
      row.next();
      return new LetterFigures(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }
}
