package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterCheckpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Rule;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one compaction of a partition has to remember: the newest version of each register, totals
 * of counters with their tokens, and the batches it will rewrite. It grows with the log, so it is
 * kept in a file that is thrown away, and not in the heap. Used by one thread.
 */
final class CompactionScratch implements AutoCloseable {
  private static final long CACHE_BYTES = 32L << 20;
  private static final int COMMIT_EVERY = 100_000;
  private static final String SCHEMA =
      """
      CREATE TABLE newest(register TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE counter(
        counter TEXT PRIMARY KEY, total INTEGER NOT NULL, last INTEGER NOT NULL,
        version INTEGER NOT NULL, at INTEGER NOT NULL, blocked INTEGER NOT NULL DEFAULT 0
      ) WITHOUT ROWID;
      CREATE TABLE token(token TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE prefix(last INTEGER PRIMARY KEY, after INTEGER, bytes INTEGER);
      """;
  private static final String ADD =
      """
      INSERT INTO counter(counter, total, last, version, at) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT DO UPDATE SET
        total = total + ?2, last = ?3, version = max(version, ?4), at = ?5""";
  private static final String SET =
      """
      INSERT INTO counter(counter, total, last, version, at) VALUES (?1, ?2, ?3, ?4, ?5)
      ON CONFLICT DO UPDATE SET total = ?2, last = ?3, version = max(version, ?4), at = ?5""";

  private final Path path;
  private final Session session;
  private int sinceCommit;

  private CompactionScratch(Path path, Session session) {
    this.path = path;
    this.session = session;
  }

  static CompactionScratch create(Path path) throws SQLException, IOException {
    Files.deleteIfExists(path);
    CompactionScratch scratch =
        new CompactionScratch(path, Session.scratch(SqliteFile.log(path), CACHE_BYTES));
    scratch.session.script(SCHEMA);
    scratch.session.begin();
    return scratch;
  }

  /** A batch that will be rewritten. */
  record Range(long after, long last, long bytes) {}

  /** A counter's fold: see {@link CounterCheckpoint}. */
  record Total(long total, long last, long version, long atMillis) {}

  private static String text(TargetKind targetKind) {
    // No id, kind or space holds a line feed, so the parts can't run into each other.
    var target = targetKind.target();
    return String.join("\n", target.space(), target.type(), target.id(), targetKind.kind());
  }

  private static String text(RegisterEvent event) {
    return text(event.targetKind()) + '\n' + event.interaction().actor();
  }

  private static String text(CounterEvent event) {
    return text(event.targetKind()) + '\n' + event.entryKey();
  }

  private void wrote() throws SQLException {
    if (++sinceCommit == COMMIT_EVERY) {
      sinceCommit = 0;
      session.commit();
      session.begin();
    }
  }

  void prefix(StoredBatch batch) throws SQLException {
    session.run(
        "INSERT INTO prefix(last, after, bytes) VALUES (?, ?, ?)",
        batch.last(),
        batch.after(),
        batch.body().length);
    wrote();
  }

  /** Batches to rewrite, the last first, from one that ends before an offset. */
  List<Range> rangesBefore(long offset, int rangesMax) throws SQLException {
    PreparedStatement select =
        session.statement(
            "SELECT after, last, bytes FROM prefix WHERE last < ? ORDER BY last DESC LIMIT ?");
    Session.bind(select, offset, rangesMax);
    List<Range> ranges = new ArrayList<>();
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        ranges.add(new Range(rows.getLong(1), rows.getLong(2), rows.getLong(3)));
      }
    }
    return ranges;
  }

  void register(RegisterEvent event) throws SQLException {
    PreparedStatement upsert =
        session.statement(
            """
            INSERT INTO newest(register, version) VALUES (?, ?)
            ON CONFLICT DO UPDATE SET version = max(version, excluded.version)""");
    upsert.setString(1, text(event));
    upsert.setLong(2, event.version());
    upsert.executeUpdate();
    wrote();
  }

  boolean isNewest(RegisterEvent event) throws SQLException {
    PreparedStatement select = session.statement("SELECT version FROM newest WHERE register = ?");
    select.setString(1, text(event));
    try (ResultSet rows = select.executeQuery()) {
      return !rows.next() || event.version() >= rows.getLong(1);
    }
  }

  /** Folds a counter event or checkpoint of the part that goes. */
  void fold(Event event, long offset, long newestMillis) throws SQLException {
    switch (event) {
      case CounterEvent e -> {
        boolean counts = e.token() == null || Rule.counts(counted(e), e);
        add(ADD, e, counts ? e.by() : 0, offset);
        if (e.token() != null && counts) {
          remember(e);
        }
      }
      case CounterCheckpoint e -> add(SET, e, e.total(), offset);
      case LedgerCheckpoint e -> throw new IllegalArgumentException("of another log: " + e);
      case RegisterEvent e -> throw new IllegalArgumentException("not of a counter: " + e);
    }
    if (Version.millis(event.version()) > newestMillis) {
      block(event.targetKind());
    }
  }

  private void add(String sql, Event event, long total, long offset) throws SQLException {
    PreparedStatement upsert = session.statement(sql);
    upsert.setString(1, text(event.targetKind()));
    upsert.setLong(2, total);
    upsert.setLong(3, offset);
    upsert.setLong(4, event.version());
    upsert.setLong(5, event.atMillis());
    upsert.executeUpdate();
    wrote();
  }

  private Row counted(CounterEvent event) throws SQLException {
    PreparedStatement select = session.statement("SELECT version FROM token WHERE token = ?");
    select.setString(1, text(event));
    try (ResultSet rows = select.executeQuery()) {
      return rows.next() ? new Row(null, rows.getLong(1), 0, 0) : Row.NONE;
    }
  }

  private void remember(CounterEvent event) throws SQLException {
    PreparedStatement upsert =
        session.statement("INSERT OR REPLACE INTO token(token, version) VALUES (?, ?)");
    upsert.setString(1, text(event));
    upsert.setLong(2, event.version());
    upsert.executeUpdate();
    wrote();
  }

  /**
   * Looks at a counter event that stays. When a token that would go keeps it from being counted, a
   * rebuild would count it: then everything of that counter stays, until all of it is old.
   */
  void stays(CounterEvent event) throws SQLException {
    if (event.token() != null && !Rule.counts(counted(event), event)) {
      block(event.targetKind());
    }
  }

  private void block(TargetKind targetKind) throws SQLException {
    PreparedStatement update =
        session.statement("UPDATE counter SET blocked = 1 WHERE counter = ?");
    update.setString(1, text(targetKind));
    update.executeUpdate();
  }

  /** The fold of a counter; null when its records all stay. */
  @Nullable Total total(TargetKind targetKind) throws SQLException {
    PreparedStatement select =
        session.statement(
            "SELECT total, last, version, at FROM counter WHERE counter = ? AND blocked = 0");
    select.setString(1, text(targetKind));
    try (ResultSet rows = select.executeQuery()) {
      return rows.next()
          ? new Total(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4))
          : null;
    }
  }

  @Override
  public void close() throws SQLException, IOException {
    session.close();
    Files.deleteIfExists(path);
  }
}
