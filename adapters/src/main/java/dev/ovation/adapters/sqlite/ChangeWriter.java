package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.DigestChanges;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.DeadLetters.Refusal;
import dev.ovation.core.port.DeadLetters.Settlement;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.LedgerTransaction.TokenChange;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Writes what a commit changes, by single-row statements in the order of target ids: in SQLite
 * these beat multi-row ones. Used once, by one thread, which another may help.
 */
final class ChangeWriter {
  private static final String INSERT_ROW =
      """
      INSERT INTO interaction(value, version, at, n, target, kind, actor)
      VALUES (?, ?, ?, ?, ?, ?, ?)""";
  private static final String UPDATE_ROW =
      """
      UPDATE interaction SET value = ?, version = ?, at = ?, n = ?
      WHERE target = ? AND kind = ? AND actor = ?""";
  // SQLite has no XOR, but this is one. A digest that is not known yet (null) stays so.
  private static final String COUNT =
      """
      INSERT INTO count(target, kind, value, total, n, high, low) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET total = excluded.total, n = excluded.n,
        high = (high | excluded.high) - (high & excluded.high),
        low = (low | excluded.low) - (low & excluded.low)""";

  /** Stores a count and its digest, whatever they were. */
  static final String TOTAL =
      """
      INSERT INTO count(target, kind, value, total, n, high, low) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET total = excluded.total, n = excluded.n,
        high = excluded.high, low = excluded.low""";

  private static final String TOKEN =
      """
      INSERT INTO token(target, kind, key, version, at, n) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET version = excluded.version, at = excluded.at, n = excluded.n""";

  /** Fewer rows are not worth another thread. */
  private static final int BESIDE_MIN = 1_000;

  private final Session session;
  private final DictionaryWriter ids;
  private final RowFilter filter;
  private final int partition;
  private final StoredLetters letters;

  ChangeWriter(
      Session session,
      DictionaryWriter ids,
      RowFilter filter,
      int partition,
      StoredLetters letters) {
    this.letters = letters;
    this.session = session;
    this.ids = ids;
    this.filter = filter;
    this.partition = partition;
  }

  void write(Changes changes) throws SQLException {
    CompletableFuture<DigestChanges> digests = digests(changes.rows());
    rows(changes.rows());
    // Waiting for them also means that the filter has every row before the commit shows one.
    counts(changes.counts(), changes.position().n(), digests.join());
    for (TokenChange change : changes.tokens()) {
      token(change);
    }
    letters(changes);
    LedgerRows.position(session, partition, changes.position());
  }

  private void rows(List<RowChange> changes) throws SQLException {
    long[] targets = new long[changes.size()];
    Set<String> kinds = new HashSet<>();
    for (int i = 0; i < targets.length; i++) {
      targets[i] = ids.target(changes.get(i).interaction().target());
      kinds.add(changes.get(i).interaction().kind());
    }
    for (String kind : kinds) {
      session.run("UPDATE name SET has_rows = 1 WHERE id = ? AND has_rows = 0", ids.name(kind));
    }
    for (int i : LedgerWrite.order(targets)) {
      RowChange change = changes.get(i);
      row(change, targets[i]);
    }
    session.flush(INSERT_ROW);
    session.flush(UPDATE_ROW);
  }

  /**
   * What needs the rows only, not the connection, and for a large batch is done beside SQLite's
   * part: the digests, and the filter.
   */
  private CompletableFuture<DigestChanges> digests(List<RowChange> changes) {
    Supplier<DigestChanges> work =
        () -> {
          DigestChanges digests = new DigestChanges();
          for (RowChange change : changes) {
            if (!change.before().exists()) {
              filter.add(change.interaction().targetKind(), change.interaction().actor());
            }
            digests.change(change.interaction(), change.before(), change.after());
          }
          return digests;
        };
    return changes.size() < BESIDE_MIN
        ? CompletableFuture.completedFuture(work.get())
        : CompletableFuture.supplyAsync(work);
  }

  private void row(RowChange change, long target) throws SQLException {
    Row after = change.after();
    String sql = change.before().exists() ? UPDATE_ROW : INSERT_ROW;
    PreparedStatement write = session.statement(sql);
    String value = after.value();
    if (value == null) {
      write.setNull(1, Types.INTEGER);
    } else {
      write.setLong(1, ids.name(value));
    }
    write.setLong(2, after.version());
    write.setLong(3, after.atMillis());
    write.setLong(4, after.n());
    write.setLong(5, target);
    write.setLong(6, ids.name(change.interaction().kind()));
    write.setLong(7, ids.actor(change.interaction().who()));
    session.add(sql);
  }

  private void counts(List<CountChange> changes, long n, DigestChanges digests)
      throws SQLException {
    long[] targets = new long[changes.size()];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = ids.target(changes.get(i).targetKind().target());
    }
    for (int i : LedgerWrite.order(targets)) {
      TargetKind targetKind = changes.get(i).targetKind();
      long kind = ids.name(targetKind.kind());
      boolean isOfRows = digests.isOfRows(targetKind);
      String sql = isOfRows ? COUNT : TOTAL;
      PreparedStatement write = session.statement(sql);
      for (Map.Entry<String, Long> count : changes.get(i).after().entrySet()) {
        String value = count.getKey();
        long total = count.getValue();
        RowDigest digest =
            isOfRows ? digests.of(targetKind, value) : RowDigest.ofTotal(targetKind, total);
        Session.bind(
            write, targets[i], kind, ids.name(value), total, n, digest.high(), digest.low());
        session.add(sql);
      }
    }
    session.flush(COUNT);
    session.flush(TOTAL);
  }

  private void token(TokenChange change) throws SQLException {
    TargetKind targetKind = change.token().targetKind();
    filter.add(targetKind, change.token().key());
    PreparedStatement write = session.statement(TOKEN);
    write.setLong(1, ids.target(targetKind.target()));
    write.setLong(2, ids.name(targetKind.kind()));
    write.setString(3, change.token().key());
    write.setLong(4, change.after().version());
    write.setLong(5, change.after().atMillis());
    write.setLong(6, change.after().n());
    write.executeUpdate();
  }

  private void letters(Changes changes) throws SQLException {
    for (DeadLetter letter : changes.parked()) {
      letters.park(letter);
    }
    for (Settlement settlement : changes.letters().settled()) {
      letters.settle(settlement, changes.position().n(), event -> ids.target(event.target()));
    }
    for (Refusal refusal : changes.letters().refused()) {
      letters.refuse(refusal);
    }
  }
}
