package dev.ovation.app.process;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Another program's connection to the file of a running process: it looks, and it damages. */
final class DamagedLedger implements AutoCloseable {
  private static final String OF_TARGET =
      " WHERE kind = (SELECT id FROM name WHERE text = 'reaction')"
          + " AND target = (SELECT id FROM target WHERE text = '%d')";
  private static final String OF_ACTOR = OF_TARGET + " AND actor = %s";
  private static final String VALUE = "(SELECT id FROM name WHERE text = '%s')";
  private static final String ACTOR = "(SELECT id FROM actor WHERE text = '%s')";

  private final Connection connection;

  /** A case that is mended. */
  record Case(long foundMillis, long closedMillis) {}

  DamagedLedger(Path data) throws SQLException {
    this.connection = new LedgerFile(data).connection();
  }

  private interface Reader<T> {
    T read(ResultSet rows) throws SQLException;
  }

  private <T> T query(String sql, Reader<T> reader) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return reader.read(rows);
    } catch (SQLException e) {
      throw new AssertionError(sql, e);
    }
  }

  /** Whether an actor has a row. */
  boolean knows(String actor) {
    return query(
        "SELECT 1 FROM interaction WHERE actor = " + ACTOR.formatted(actor), ResultSet::next);
  }

  /**
   * All that is held on targets, but for what writers do meanwhile. A tombstone that is deleted is
   * not told from one that was purged, so these are left out.
   */
  Map<Integer, Map<String, String>> state(List<Integer> targets) {
    Map<Integer, Map<String, String>> state = new HashMap<>();
    for (int target : targets) {
      String sql =
          "SELECT a.text, v.text, i.version, i.at FROM interaction i"
              + " JOIN actor a ON a.id = i.actor LEFT JOIN name v ON v.id = i.value"
              + OF_TARGET.formatted(target)
              + " AND a.text NOT LIKE 'w%' AND i.value IS NOT NULL";
      state.put(
          target,
          query(
              sql,
              rows -> {
                Map<String, String> of = new TreeMap<>();
                while (rows.next()) {
                  of.put(
                      rows.getString(1),
                      rows.getString(2) + " " + rows.getLong(3) + " " + rows.getLong(4));
                }
                return of;
              }));
    }
    return state;
  }

  /** Does something to a target, and tells what. */
  String damage(SplittableRandom random, int target) {
    String actor = ACTOR.formatted("u" + random.nextInt(50));
    return switch (random.nextInt(9)) {
      case 0 -> edit("row deleted", "DELETE FROM interaction" + OF_ACTOR, target, actor);
      case 1 ->
          edit(
              "row flipped",
              "UPDATE interaction SET value = iif(value = "
                  + VALUE.formatted("love")
                  + ", "
                  + VALUE.formatted("haha")
                  + ", "
                  + VALUE.formatted("love")
                  + ")"
                  + OF_ACTOR,
              target,
              actor);
      case 2 ->
          edit(
              "version edited",
              "UPDATE interaction SET version = version + 7" + OF_ACTOR,
              target,
              actor);
      case 3 ->
          edit("time edited", "UPDATE interaction SET at = at - 5000" + OF_ACTOR, target, actor);
      case 4 ->
          edit(
              "tombstone resurrected",
              "UPDATE interaction SET value = " + VALUE.formatted("love") + OF_ACTOR,
              target,
              ACTOR.formatted("gone"));
      case 5 -> edit("count edited", "UPDATE count SET total = total + 3" + OF_TARGET, target, "");
      case 6 -> edit("counts deleted", "DELETE FROM count" + OF_TARGET, target, "");
      case 7 -> edit("all rows deleted", "DELETE FROM interaction" + OF_TARGET, target, "");
      default ->
          edit(
              "row put in",
              "INSERT INTO interaction(target, kind, actor, value, version, at, n)"
                  + " SELECT target, kind, "
                  + ACTOR.formatted("stranger")
                  + ", value, version + 1, at, n"
                  + " FROM interaction"
                  + OF_ACTOR,
              target,
              actor);
    };
  }

  private String edit(String what, String sql, int target, String actor) {
    String filled = sql.formatted(target, actor);
    try (Statement statement = connection.createStatement()) {
      if (statement.executeUpdate(filled) == 0) {
        throw new AssertionError("nothing was damaged by " + filled);
      }
    } catch (SQLException e) {
      throw new AssertionError(filled, e);
    }
    return what;
  }

  Map<Integer, Case> mended() {
    return query(
        "SELECT target, found_ms, closed_ms FROM repair_case WHERE state = 'mended'",
        rows -> {
          Map<Integer, Case> mended = new HashMap<>();
          while (rows.next()) {
            mended.putIfAbsent(
                number(rows.getString(1)), new Case(rows.getLong(2), rows.getLong(3)));
          }
          return mended;
        });
  }

  /** The targets of all cases, whatever became of them. */
  Set<Integer> cases() {
    return query(
        "SELECT DISTINCT target FROM repair_case",
        rows -> {
          Set<Integer> targets = new HashSet<>();
          while (rows.next()) {
            targets.add(number(rows.getString(1)));
          }
          return targets;
        });
  }

  private static int number(String target) {
    return Integer.parseInt(target.substring("video:".length()));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
