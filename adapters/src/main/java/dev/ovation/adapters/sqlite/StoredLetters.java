package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.DeadLetters.LetterFigures;
import dev.ovation.core.port.DeadLetters.Refusal;
import dev.ovation.core.port.DeadLetters.Settlement;
import dev.ovation.core.port.DeadLetters.Verdict;
import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.LedgerTransaction.TokenKey;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of dead letters of one partition, through one session. Used by one thread. */
final class StoredLetters {
  /** Letters read at once where those of some keys are looked for. */
  private static final int SCAN = 1_000;

  private static final String COLUMNS =
      """
      SELECT position, readable, bytes, reason, parked_ms, attempts, verdict, decided_by,
        decided_why, decided_ms, settled_n
      FROM dead_letter\s""";
  private static final String AFTER =
      COLUMNS + "WHERE partition = ? AND position > ? ORDER BY position LIMIT ?";
  private static final String PARKED_AFTER =
      COLUMNS + "WHERE partition = ? AND position > ? AND settled_n = 0 ORDER BY position LIMIT ?";
  private static final String DECIDED =
      COLUMNS
          + "WHERE partition = ? AND settled_n = 0 AND verdict IS NOT NULL"
          + " ORDER BY position LIMIT ?";
  private static final String SETTLED =
      COLUMNS
          + "WHERE partition = ? AND settled_n > 0 AND settled_n > ? ORDER BY settled_n, position";
  private static final String PARK =
      """
      INSERT OR REPLACE INTO dead_letter(partition, position, readable, bytes, reason, parked_ms)
      VALUES (?, ?, ?, ?, ?, ?)""";
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
      DELETE FROM dead_letter WHERE partition = ?1 AND position IN (
        SELECT position FROM dead_letter
        WHERE partition = ?1 AND settled_n > 0 AND settled_n <= ?2 AND decided_ms < ?3
        ORDER BY settled_n LIMIT ?4)""";
  private static final String FIGURES =
      """
      SELECT count(*), coalesce(min(parked_ms), 0), count(verdict)
      FROM dead_letter WHERE settled_n = 0""";

  private final SqliteFile file;
  private final Session session;
  private final int partition;

  StoredLetters(SqliteFile file, Session session, int partition) {
    this.file = file;
    this.session = session;
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
    return letters(PARKED_AFTER, partition, 0, lettersMax).stream().map(Letter::parked).toList();
  }

  /** Looks through all that is parked: that is little, or something is badly wrong. */
  List<DeadLetter> parked(Collection<TokenKey> keys) throws SQLException {
    List<DeadLetter> found = new ArrayList<>();
    long from = 0;
    while (true) {
      List<Letter> some = letters(PARKED_AFTER, partition, from, SCAN);
      for (Letter letter : some) {
        Event event = letter.parked().event();
        if (event != null && keys.contains(new TokenKey(event.targetKind(), event.entryKey()))) {
          found.add(letter.parked());
        }
      }
      if (some.size() < SCAN) {
        return found;
      }
      from = some.getLast().parked().offset();
    }
  }

  List<Letter> decided(int lettersMax) throws SQLException {
    return letters(DECIDED, partition, lettersMax);
  }

  List<Letter> settledAfter(long n) throws SQLException {
    return letters(SETTLED, partition, n);
  }

  private List<Letter> letters(String sql, long... parameters) throws SQLException {
    PreparedStatement select = session.statement(sql);
    Session.bind(select, parameters);
    List<Letter> letters = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        letters.add(letter(rows));
      }
    }
    return letters;
  }

  private Letter letter(ResultSet row) throws SQLException {
    long offset = row.getLong(1);
    byte[] bytes = row.getBytes(3);
    Event event = row.getInt(2) == 1 ? decode(offset, bytes) : null;
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

  private Event decode(long offset, byte[] bytes) {
    try {
      return EventCodec.decode(bytes);
    } catch (EventCodec.DamagedException | EventCodec.UnknownFormatException e) {
      throw file.damaged(
          "the dead letter of partition "
              + partition
              + ", offset "
              + offset
              + ", can't be read: "
              + e.getMessage(),
          e);
    }
  }

  // ---- changes -------------------------------------------------------------------------------

  void park(DeadLetter letter) throws SQLException {
    PreparedStatement write = session.statement(PARK);
    write.setLong(1, letter.partition());
    write.setLong(2, letter.offset());
    write.setInt(3, letter.event() == null ? 0 : 1);
    write.setBytes(4, letter.bytes());
    write.setString(5, letter.reason());
    write.setLong(6, letter.parkedAtMillis());
    write.executeUpdate();
  }

  boolean decide(long offset, Decision decision) throws SQLException {
    PreparedStatement write = session.statement(DECIDE);
    write.setString(1, decision.verdict().name());
    write.setString(2, decision.by());
    write.setString(3, decision.reason());
    write.setLong(4, decision.atMillis());
    write.setLong(5, partition);
    write.setLong(6, offset);
    return write.executeUpdate() > 0;
  }

  /**
   * @param targetId of the letter's target; only asked for where it can be read
   */
  void settle(Settlement settlement, long n, Ids targetId) throws SQLException {
    DeadLetter parked = settlement.letter().parked();
    Event event = parked.event();
    session.run(SETTLE, n, event == null ? 0 : 1, partition, parked.offset());
    if (event == null) {
      return;
    }
    AuditTable.add(session, targetId.of(event), settlement.audit());
  }

  /** Finds the number of an event's target, making one if there is none. */
  interface Ids {
    long of(Event event) throws SQLException;
  }

  void refuse(Refusal refusal) throws SQLException {
    PreparedStatement write = session.statement(REFUSE);
    write.setString(1, refusal.reason());
    write.setLong(2, partition);
    write.setLong(3, refusal.offset());
    write.executeUpdate();
  }

  int forget(long settledBefore, long confirmedN, int lettersMax) throws SQLException {
    PreparedStatement write = session.statement(FORGET);
    Session.bind(write, partition, confirmedN, settledBefore, lettersMax);
    return write.executeUpdate();
  }

  static LetterFigures figures(Session session) throws SQLException {
    try (ResultSet row = session.statement(FIGURES).executeQuery()) {
      row.next();
      return new LetterFigures(row.getLong(1), row.getLong(2), row.getLong(3));
    }
  }
}
