package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Looks at the ledger for those who watch it, on a connection of its own, and keeps what they
 * found. The row filter, which spares others a look, is not asked. Thread-safe.
 */
final class LedgerWatch implements ConsistencyLedger {
  private static final String PARKED =
      "SELECT 1 FROM dead_letter WHERE partition = ? AND position = ?";
  private static final String KEEP_FINDING =
      """
      INSERT INTO finding(space, target, kind, key, expected_version, view, window_ms, partition,
        position, passed, expected_value, found_version, found_value, cause, found_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING""";
  private static final String ADD_TALLY =
      """
      INSERT INTO watch_tally AS t (hour, partition, space, view, window_ms, checked, behind, wrong)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET checked = t.checked + excluded.checked,
        behind = t.behind + excluded.behind, wrong = t.wrong + excluded.wrong""";
  private static final String ADD_FIGURE =
      """
      INSERT INTO watch_figure AS f (hour, partition, name, value) VALUES (?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET value = f.value + excluded.value""";
  private static final String TALLIES =
      """
      SELECT space, view, window_ms, sum(checked), sum(behind), sum(wrong) FROM watch_tally
      WHERE hour >= ? GROUP BY space, view, window_ms ORDER BY space, view, window_ms""";
  private static final String FIGURES =
      "SELECT name, sum(value) FROM watch_figure WHERE hour >= ? GROUP BY name ORDER BY name";
  private static final String CAUSES =
      """
      SELECT view, cause, count(*) FROM finding WHERE found_ms >= ?
      GROUP BY view, cause ORDER BY count(*) DESC, view, cause""";
  private static final String FINDINGS =
      """
      SELECT view, space, target, kind, key, window_ms, partition, position, passed,
        expected_version, expected_value, found_version, found_value, cause, found_ms
      FROM finding WHERE found_ms >= ? ORDER BY found_ms DESC LIMIT ?""";
  private static final String OLDEST = "SELECT min(found_ms) FROM finding WHERE found_ms >= ?";
  private static final String FORGET_FINDINGS =
      """
      DELETE FROM finding WHERE (space, target, kind, key, expected_version, view, window_ms) IN (
        SELECT space, target, kind, key, expected_version, view, window_ms FROM finding
        WHERE found_ms < ? ORDER BY found_ms LIMIT ?)""";
  private static final String FORGET_TALLIES =
      """
      DELETE FROM watch_tally WHERE (hour, partition, space, view, window_ms) IN (
        SELECT hour, partition, space, view, window_ms FROM watch_tally
        WHERE hour < ? ORDER BY hour LIMIT ?)""";
  private static final String FORGET_FIGURES =
      """
      DELETE FROM watch_figure WHERE (hour, partition, name) IN (
        SELECT hour, partition, name FROM watch_figure WHERE hour < ? ORDER BY hour LIMIT ?)""";

  private final SessionPool sessions;
  private final LedgerWriter writer;
  private final Answers answers;

  /** Answers one query. */
  @FunctionalInterface
  interface Answers {
    LedgerAnswer of(Session session, LedgerQuery query) throws SQLException;
  }

  LedgerWatch(SessionPool sessions, LedgerWriter writer, Answers answers) {
    this.sessions = sessions;
    this.writer = writer;
    this.answers = answers;
  }

  /** The hour that a time is in. */
  private static long hour(long millis) {
    return TimeUnit.MILLISECONDS.toHours(millis);
  }

  @Override
  public List<LedgerAnswer> look(List<LedgerQuery> queries) {
    return sessions.read(
        "watching",
        session -> {
          List<LedgerAnswer> found = new ArrayList<>(queries.size());
          for (LedgerQuery query : queries) {
            found.add(answers.of(session, query));
          }
          return found;
        });
  }

  @Override
  public Set<Long> parked(int partition, Collection<Long> offsets) {
    return sessions.read(
        "looking for dead letters",
        session -> {
          Set<Long> parked = new HashSet<>();
          for (long offset : offsets) {
            if (session.number(PARKED, 0, partition, offset) == 1) {
              parked.add(offset);
            }
          }
          return parked;
        });
  }

  @Override
  public void keep(Evidence evidence) {
    writer.maintain(
        "keeping findings",
        session -> {
          for (Finding finding : evidence.findings()) {
            keep(session, finding);
          }
          for (Tally tally : evidence.tallies()) {
            PreparedStatement add = session.statement(ADD_TALLY);
            Session.bind(add, tally.hour(), tally.partition());
            add.setString(3, tally.space());
            add.setString(4, tally.view().text());
            add.setLong(5, tally.windowMillis());
            add.setLong(6, tally.checked());
            add.setLong(7, tally.behind());
            add.setLong(8, tally.wrong());
            session.add(ADD_TALLY);
          }
          session.flush(ADD_TALLY);
          for (Figure figure : evidence.figures()) {
            PreparedStatement add = session.statement(ADD_FIGURE);
            Session.bind(add, figure.hour(), figure.partition());
            add.setString(3, figure.name());
            add.setLong(4, figure.value());
            session.add(ADD_FIGURE);
          }
          session.flush(ADD_FIGURE);
          return evidence;
        });
  }

  private static void keep(Session session, Finding finding) throws SQLException {
    Target target = finding.targetKind().target();
    PreparedStatement keep = session.statement(KEEP_FINDING);
    keep.setString(1, target.space());
    keep.setString(2, target.text());
    keep.setString(3, finding.targetKind().kind());
    keep.setString(4, finding.key());
    keep.setLong(5, finding.expectedVersion());
    keep.setString(6, finding.view().text());
    keep.setLong(7, finding.windowMillis());
    keep.setLong(8, finding.partition());
    keep.setLong(9, finding.offset());
    keep.setLong(10, finding.h());
    keep.setString(11, finding.expectedValue());
    keep.setLong(12, finding.foundVersion());
    keep.setString(13, finding.foundValue());
    keep.setString(14, finding.cause().text());
    keep.setLong(15, finding.atMillis());
    keep.executeUpdate();
  }

  @Override
  public Kept kept(long sinceMillis, int findingsMax) {
    return sessions.read(
        "reading findings",
        session ->
            new Kept(
                select(session, TALLIES, LedgerWatch::tally, hour(sinceMillis)),
                select(session, FIGURES, LedgerWatch::figure, hour(sinceMillis)),
                select(session, CAUSES, LedgerWatch::cause, sinceMillis),
                select(session, FINDINGS, LedgerWatch::finding, sinceMillis, findingsMax),
                session.number(OLDEST, 0, sinceMillis)));
  }

  /** Makes something of a row. */
  @FunctionalInterface
  private interface Made<T> {
    T of(ResultSet row) throws SQLException;
  }

  private static <T> List<T> select(Session session, String sql, Made<T> made, long... parameters)
      throws SQLException {
    PreparedStatement select = session.statement(sql);
    Session.bind(select, parameters);
    List<T> all = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        all.add(made.of(rows));
      }
    }
    return all;
  }

  private static Tally tally(ResultSet row) throws SQLException {
    return new Tally(
        0,
        0,
        row.getString(1),
        View.of(row.getString(2)),
        row.getLong(3),
        row.getLong(4),
        row.getLong(5),
        row.getLong(6));
  }

  private static Figure figure(ResultSet row) throws SQLException {
    return new Figure(0, 0, row.getString(1), row.getLong(2));
  }

  private static CauseCount cause(ResultSet row) throws SQLException {
    return new CauseCount(View.of(row.getString(1)), Cause.of(row.getString(2)), row.getLong(3));
  }

  private static Finding finding(ResultSet row) throws SQLException {
    return new Finding(
        View.of(row.getString(1)),
        new TargetKind(Target.ofText(row.getString(2), row.getString(3)), row.getString(4)),
        row.getString(5),
        row.getLong(6),
        row.getInt(7),
        row.getLong(8),
        row.getLong(9),
        row.getLong(10),
        row.getString(11),
        row.getLong(12),
        row.getString(13),
        Cause.of(row.getString(14)),
        row.getLong(15));
  }

  @Override
  public int forget(long beforeMillis, int rowsMax) {
    return writer.maintain(
        "forgetting findings",
        session -> {
          int gone = delete(session, FORGET_FINDINGS, beforeMillis, rowsMax);
          gone += delete(session, FORGET_TALLIES, hour(beforeMillis), rowsMax - gone);
          gone += delete(session, FORGET_FIGURES, hour(beforeMillis), rowsMax - gone);
          return gone;
        });
  }

  private static int delete(Session session, String sql, long before, int rowsMax)
      throws SQLException {
    PreparedStatement delete = session.statement(sql);
    Session.bind(delete, before, rowsMax);
    return delete.executeUpdate();
  }
}
