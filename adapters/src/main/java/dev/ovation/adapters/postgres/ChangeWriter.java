package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.DigestChanges;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.LedgerTransaction.TokenChange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what a commit changes: one or two statements a table, whatever the number of rows. Used
 * once, by one thread.
 */
final class ChangeWriter {
  private static final String TOKENS =
      """
      INSERT INTO token(target, space, kind, key, version, at, n)
      SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
        ?::bigint[])
      ON CONFLICT (target, space, kind, key)
      DO UPDATE SET version = excluded.version, at = excluded.at, n = excluded.n""";
  private static final String LETTER =
      """
      INSERT INTO dead_letter(partition, position, readable, bytes, reason, parked_ms,
        target, space, kind, key, version)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (partition, position) DO UPDATE SET readable = excluded.readable,
        bytes = excluded.bytes, reason = excluded.reason, parked_ms = excluded.parked_ms,
        target = excluded.target, space = excluded.space, kind = excluded.kind,
        key = excluded.key, version = excluded.version, attempts = 1, verdict = NULL,
        settled_n = 0""";
  static final String POSITION =
      "UPDATE position SET n = ?, h = ?, version = ? WHERE partition = ?";

  private final Connection connection;
  private final Failures failures;
  private final int partition;
  private final RegisterKinds.Transaction kinds;
  private final CountWriter counts;

  ChangeWriter(
      Connection connection, Failures failures, int partition, RegisterKinds.Transaction kinds) {
    this.connection = connection;
    this.failures = failures;
    this.partition = partition;
    this.kinds = kinds;
    this.counts = new CountWriter(connection, failures);
  }

  /** Takes note of counts that the transaction has read. */
  void read(List<TargetKind> targetKinds, List<Counts> found) {
    counts.read(targetKinds, found);
  }

  void write(Changes changes) throws SQLException {
    DigestChanges digests = rows(changes.rows());
    counts.write(changes.counts(), digests, changes.position().n());
    tokens(changes.tokens());
    for (DeadLetter letter : changes.parked()) {
      letter(letter);
    }
    new StoredLetters(connection, failures, partition)
        .change(changes.letters(), changes.position().n());
    LedgerPosition after = changes.position();
    run(POSITION, after.n(), after.h(), after.version(), partition);
  }

  private void letter(DeadLetter letter) throws SQLException {
    Event event = letter.event();
    run(
        LETTER,
        letter.partition(),
        letter.offset(),
        event != null,
        letter.bytes(),
        StoredLetters.storable(letter.reason()),
        letter.parkedAtMillis(),
        event == null ? null : event.target().text(),
        event == null ? null : event.target().space(),
        event == null ? null : event.targetKind().kind(),
        event == null ? null : event.entryKey(),
        event == null ? null : event.version());
  }

  private DigestChanges rows(List<RowChange> changes) throws SQLException {
    DigestChanges digests = new DigestChanges();
    for (RowChange change : changes) {
      kinds.add(change.interaction().kind());
      digests.change(change.interaction(), change.before(), change.after());
    }
    kinds.write(connection);
    new RowWriter(connection, failures).write(changes);
    return digests;
  }

  private void tokens(List<TokenChange> changes) throws SQLException {
    if (changes.isEmpty()) {
      return;
    }
    Columns columns = Columns.of(changes, c -> c.token().targetKind(), c -> c.token().key());
    VersionColumns versions = new VersionColumns(changes.size());
    for (int i = 0; i < columns.size(); i++) {
      versions.set(i, changes.get(columns.index[i]).after());
    }
    run(
        TOKENS,
        columns.targets,
        columns.spaces,
        columns.kinds,
        columns.keys,
        versions.versions,
        versions.times,
        versions.commits);
  }

  private void run(String sql, @Nullable Object... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      Columns.bind(statement, parameters);
      statement.executeUpdate();
    }
  }
}
