package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * One transaction of a partition. It reads what is committed (READ COMMITTED) after it has locked
 * the position, so it sees all that earlier transactions of the partition wrote, and nobody else
 * changes these rows until it ends.
 */
final class BatchTransaction implements ClusterTransaction {
  private final Connection connection;
  private final Connections connections;
  private final ChangeWriter writer;
  private final Outbox outbox;
  private final StoredLetters letters;
  private final LedgerPosition position;

  /**
   * @param position the partition's, locked
   */
  BatchTransaction(
      Connection connection,
      Connections connections,
      int partition,
      LedgerPosition position,
      RegisterKinds.Transaction kinds) {
    this.connection = connection;
    this.connections = connections;
    this.writer = new ChangeWriter(connection, connections.failures(), partition, kinds);
    this.outbox = new Outbox(connection, connections.failures(), partition);
    this.letters = new StoredLetters(connection, connections.failures(), partition);
    this.position = position;
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
      List<Counts> found = KeyedReads.counts(connection, targetKinds);
      writer.read(targetKinds, found);
      return found;
    } catch (SQLException e) {
      throw connections.failure("reading counts", e);
    }
  }

  @Override
  public List<Letter> decided(int lettersMax) {
    try {
      return letters.decided(lettersMax);
    } catch (SQLException e) {
      throw connections.failure("reading letters", e);
    }
  }

  @Override
  public List<Letter> settledAfter(long n) {
    try {
      return letters.settledAfter(n);
    } catch (SQLException e) {
      throw connections.failure("reading letters", e);
    }
  }

  @Override
  public List<DeadLetter> parked(Collection<TokenKey> keys) {
    try {
      return letters.parked(keys);
    } catch (SQLException e) {
      throw connections.failure("reading letters", e);
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

  @Override
  public List<OutboxRow> outbox(Collection<TokenKey> keys) {
    try {
      return outbox.of(keys);
    } catch (SQLException e) {
      throw connections.failure("reading the outbox", e);
    }
  }

  @Override
  public List<OutboxRow> outboxAfter(long n) {
    try {
      return outbox.after(n);
    } catch (SQLException e) {
      throw connections.failure("reading the outbox", e);
    }
  }

  @Override
  public void enqueue(List<Event> events) {
    try {
      outbox.add(events, position.n() + 1);
    } catch (SQLException e) {
      throw connections.failure("writing the outbox", e);
    }
  }

  @Override
  public void dequeue(Collection<Long> ids) {
    try {
      outbox.remove(ids);
    } catch (SQLException e) {
      throw connections.failure("emptying the outbox", e);
    }
  }
}
