package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.LedgerCheckpoint;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger.OutboxRow;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.DeadLetters.Letter;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.Repair;
import dev.ovation.core.port.SweepLedger.Recount;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
  private final Partitioner partitioner;
  private final RegisterKinds.Transaction kinds;

  /** Null for a partition of registers. */
  private final @Nullable DueCheckpoints due;

  /**
   * @param position the partition's, locked
   */
  BatchTransaction(
      Connection connection,
      Connections connections,
      int partition,
      LedgerPosition position,
      Partitioner partitioner,
      RegisterKinds.Transaction kinds) {
    this.connection = connection;
    this.connections = connections;
    this.writer = new ChangeWriter(connection, connections.failures(), partition, kinds);
    this.outbox = new Outbox(connection, connections.failures(), partition);
    this.letters = new StoredLetters(connection, connections.failures(), partition);
    this.position = position;
    this.partitioner = partitioner;
    this.kinds = kinds;
    this.due =
        partitioner.isOfCounters(partition)
            ? new DueCheckpoints(connection, connections.failures(), partition)
            : null;
  }

  @Override
  public LedgerPosition position() {
    return position;
  }

  @Override
  public List<Row> rows(List<Interaction> interactions) {
    return reading(
        "reading rows",
        () ->
            KeyedReads.rows(
                connection, Columns.of(interactions, Interaction::targetKind, Interaction::actor)));
  }

  @Override
  public List<Row> tokens(List<TokenKey> tokens) {
    return reading(
        "reading tokens",
        () ->
            KeyedReads.tokens(connection, Columns.of(tokens, TokenKey::targetKind, TokenKey::key)));
  }

  @Override
  public List<Counts> counts(List<TargetKind> targetKinds) {
    return reading(
        "reading counts",
        () -> {
          List<Counts> found = KeyedReads.counts(connection, targetKinds);
          writer.read(targetKinds, found);
          return found;
        });
  }

  @Override
  public List<Letter> decided(int lettersMax) {
    return reading("reading letters", () -> letters.decided(lettersMax));
  }

  @Override
  public List<Letter> settledAfter(long n) {
    return reading("reading letters", () -> letters.settledAfter(n));
  }

  @Override
  public List<DeadLetter> parked(Collection<TokenKey> keys) {
    return reading("reading letters", () -> letters.parked(keys));
  }

  @Override
  public void write(Changes changes) {
    changing(
        "writing",
        () -> {
          writer.write(changes);
          if (due != null) {
            due.counted(
                changes.counts().stream().map(CountChange::targetKind).toList(), position.h());
            due.changed(
                changes.parked().stream()
                    .map(DeadLetter::event)
                    .filter(CounterEvent.class::isInstance)
                    .map(event -> Objects.requireNonNull(event).targetKind())
                    .toList(),
                position.h());
          }
        });
  }

  @Override
  public Recount recount(TargetKind targetKind) {
    return reading(
        "counting again",
        () -> new LedgerRecounts(connection, partitioner).recount(List.of(targetKind)).getFirst());
  }

  @Override
  public List<KeyedRow> rowsOf(TargetKind targetKind) {
    return reading("reading rows", () -> LedgerRecounts.rows(connection, targetKind));
  }

  @Override
  public Counts mend(Mending mending) {
    return reading("mending", () -> mended(mending));
  }

  private Counts mended(Mending mending) throws SQLException {
    new RepairCases(connection).close(mending.closed());
    List<TargetKind> mended = List.of(mending.targetKind());
    Repair audit = mending.audit();
    if (audit == null) {
      return KeyedReads.counts(connection, mended).getFirst();
    }
    if (due != null) {
      due.counted(mended, position.h());
    }
    return new LedgerMend(connection, kinds, partitioner, mending.targetKind())
        .mend(mending, audit);
  }

  @Override
  public List<OutboxRow> outbox(Collection<TokenKey> keys) {
    return reading("reading the outbox", () -> outbox.of(keys));
  }

  @Override
  public List<OutboxRow> outboxAfter(long n) {
    return reading("reading the outbox", () -> outbox.after(n));
  }

  @Override
  public void enqueue(List<Event> events) {
    changing("writing the outbox", () -> outbox.add(events, position.n() + 1));
  }

  @Override
  public void dequeue(Collection<Long> ids) {
    changing(
        "emptying the outbox",
        () -> {
          List<TargetKind> removed = outbox.remove(ids);
          if (due != null) {
            due.changed(removed, position.h());
          }
        });
  }

  @Override
  public List<@Nullable LedgerCheckpoint> checkpoints(List<TargetKind> targetKinds) {
    return reading("reading checkpoints", () -> MetCheckpoints.newest(connection, targetKinds));
  }

  @Override
  public void checkpoint(Collection<LedgerCheckpoint> newest) {
    changing("writing checkpoints", () -> MetCheckpoints.store(connection, partitioner, newest));
  }

  @Override
  public List<Long> restoredUpTo(List<TargetKind> targetKinds) {
    return reading(
        "reading checkpoints", () -> MetCheckpoints.restoredUpTo(connection, targetKinds));
  }

  /** A part of the transaction. */
  @FunctionalInterface
  private interface Reading<T> {
    T run() throws SQLException;
  }

  /** A part of the transaction. */
  @FunctionalInterface
  private interface Changing {
    void run() throws SQLException;
  }

  private <T> T reading(String doing, Reading<T> part) {
    try {
      return part.run();
    } catch (SQLException e) {
      throw connections.failure(doing, e);
    }
  }

  private void changing(String doing, Changing part) {
    reading(
        doing,
        () -> {
          part.run();
          return doing;
        });
  }
}
