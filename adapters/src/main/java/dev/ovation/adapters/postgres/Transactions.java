package dev.ovation.adapters.postgres;

import dev.ovation.adapters.postgres.KeyedReads.Held;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.OvationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs what changes a partition: first its position is locked, so one after the other, whichever
 * node it comes from. The lock's row names the owner's epoch, so once a transaction has the lock,
 * it knows whether its owner was replaced, and nobody replaces it before it ends. Thread-safe.
 */
final class Transactions {
  private static final String TAKE_OVER =
      "UPDATE position SET epoch = epoch + 1 WHERE partition = ? RETURNING epoch";

  private final Connections connections;
  private final Contact contact;
  private final RegisterKinds kinds = new RegisterKinds();

  Transactions(Connections connections, Contact contact) {
    this.connections = connections;
    this.contact = contact;
  }

  /** Work in a transaction that holds the partition's lock. */
  @FunctionalInterface
  interface Locked<T extends @Nullable Object> {
    T on(Connection connection, LedgerPosition position) throws SQLException;
  }

  /** Runs work that whoever may do. Nothing of it stays when it throws. */
  <T extends @Nullable Object> T locked(String doing, int partition, Locked<T> work) {
    return locked(doing, partition, null, Connection::commit, work);
  }

  <T extends @Nullable Object> T locked(
      String doing, int partition, @Nullable Long epoch, Locked<T> work) {
    return locked(doing, partition, epoch, Connection::commit, work);
  }

  /** How a transaction ends. */
  @FunctionalInterface
  private interface End {
    void of(Connection connection) throws SQLException;
  }

  /**
   * Tells a commit whose answer got lost from one that the server has refused: of the former nobody
   * knows whether it happened.
   */
  private void commitOrTell(Connection connection) throws SQLException {
    try {
      connection.commit();
    } catch (SQLException e) {
      if (Failures.meaning(e) != Failures.Meaning.UNREACHABLE) {
        throw e;
      }
      OvationException told = connections.failure("a commit", e);
      throw new OvationException(ErrorCode.OUTCOME_UNKNOWN, String.valueOf(told.getMessage()), e);
    }
  }

  /**
   * Runs work that only an owner may do.
   *
   * @param epoch the owner's; null when it is for whoever
   * @throws OvationException with {@link ErrorCode#FENCED} when that is not the owner any more
   */
  private <T extends @Nullable Object> T locked(
      String doing, int partition, @Nullable Long epoch, End end, Locked<T> work) {
    T result =
        connections.<T>run(
            doing + " of partition " + partition,
            connection -> {
              connection.setAutoCommit(false);
              LedgerPosition position = lock(connection, partition, epoch);
              // When the work throws, the pool undoes what it did before it takes the connection
              // back.
              T done = work.on(connection, position);
              end.of(connection);
              return done;
            });
    contact.wrote();
    return result;
  }

  private LedgerPosition lock(Connection connection, int partition, @Nullable Long epoch)
      throws SQLException {
    Held held = KeyedReads.lock(connection, partition);
    if (held == null) {
      throw missing(partition);
    }
    if (epoch != null && epoch != held.epoch()) {
      throw new OvationException(
          ErrorCode.FENCED,
          "partition " + partition + " was taken over by another node, which goes on with it");
    }
    return held.position();
  }

  private OvationException missing(int partition) {
    return connections
        .failures()
        .damaged("the position of partition " + partition + " is missing", null);
  }

  /** A transaction of rows, counts and outbox. */
  <T extends @Nullable Object> T transact(
      int partition, @Nullable Long epoch, Function<? super ClusterTransaction, T> work) {
    return this.<T>transact(partition, epoch, Connection::commit, work);
  }

  /** See {@link dev.ovation.core.port.ClusterLedger#transactDirectly}. */
  <T extends @Nullable Object> T transactDirectly(
      int partition, Function<? super ClusterTransaction, T> work) {
    return this.<T>transact(partition, null, this::commitOrTell, work);
  }

  private <T extends @Nullable Object> T transact(
      int partition, @Nullable Long epoch, End end, Function<? super ClusterTransaction, T> work) {
    RegisterKinds.Transaction added = kinds.transaction();
    T result =
        this.<T>locked(
            "a transaction",
            partition,
            epoch,
            end,
            (connection, position) ->
                work.apply(
                    new BatchTransaction(connection, connections, partition, position, added)));
    added.committed();
    return result;
  }

  /** See {@link dev.ovation.core.port.ClusterLedger#takeOver}. */
  long takeOver(int partition) {
    long epoch =
        connections.run(
            "taking over partition " + partition,
            connection -> {
              try (PreparedStatement update = connection.prepareStatement(TAKE_OVER)) {
                Columns.bind(update, partition);
                try (ResultSet row = update.executeQuery()) {
                  if (!row.next()) {
                    throw missing(partition);
                  }
                  return row.getLong(1);
                }
              }
            });
    contact.wrote();
    return epoch;
  }
}
