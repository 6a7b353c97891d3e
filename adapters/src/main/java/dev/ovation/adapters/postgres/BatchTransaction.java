package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * One transaction of a partition. It reads what is committed (READ COMMITTED) after it has locked
 * the position, so it sees all that earlier transactions of the partition wrote, and nobody else
 * changes these rows until it ends.
 */
final class BatchTransaction implements LedgerTransaction {
  private final Connection connection;
  private final Connections connections;
  private final ChangeWriter writer;
  private final LedgerPosition position;

  private BatchTransaction(
      Connection connection,
      Connections connections,
      ChangeWriter writer,
      LedgerPosition position) {
    this.connection = connection;
    this.connections = connections;
    this.writer = writer;
    this.position = position;
  }

  /** Begins a transaction by locking the partition's position. */
  static BatchTransaction begin(
      Connection connection, Connections connections, int partition, RegisterKinds kinds)
      throws SQLException {
    LedgerPosition position = lock(connection, connections.failures(), partition);
    ChangeWriter writer =
        new ChangeWriter(connection, connections.failures(), partition, kinds.transaction());
    return new BatchTransaction(connection, connections, writer, position);
  }

  /** Begins a transaction that is the only one of its partition until it ends. */
  static LedgerPosition lock(Connection connection, Failures failures, int partition)
      throws SQLException {
    connection.setAutoCommit(false);
    LedgerPosition position = KeyedReads.position(connection, partition, true);
    if (position == null) {
      throw failures.damaged("the position of partition " + partition + " is missing", null);
    }
    return position;
  }

  void commit() throws SQLException {
    connection.commit();
    writer.committed();
  }

  @Override
  public LedgerPosition position() {
    return position;
  }

  @Override
  public List<Row> rows(List<Interaction> interactions) {
    try {
      return KeyedReads.rows(
          connection, Columns.of(interactions, Interaction::targetKind, Interaction::actor));
    } catch (SQLException e) {
      throw connections.failure("reading rows", e);
    }
  }

  @Override
  public List<Row> tokens(List<TokenKey> tokens) {
    try {
      return KeyedReads.tokens(connection, Columns.of(tokens, TokenKey::targetKind, TokenKey::key));
    } catch (SQLException e) {
      throw connections.failure("reading tokens", e);
    }
  }

  @Override
  public List<Counts> counts(List<TargetKind> targetKinds) {
    try {
      return KeyedReads.counts(connection, targetKinds);
    } catch (SQLException e) {
      throw connections.failure("reading counts", e);
    }
  }

  @Override
  public void write(Changes changes) {
    try {
      writer.write(changes);
    } catch (SQLException e) {
      throw connections.failure("writing", e);
    }
  }
}
