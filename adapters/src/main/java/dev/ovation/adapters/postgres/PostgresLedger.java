package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.RowDigest;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in PostgreSQL 14 or newer, for any number of nodes. Every transaction of a partition
 * locks its position row first, so those of one partition run one after the other whichever nodes
 * they come from, and those of different partitions touch no common row. A few threads answer point
 * reads, many at once with one statement.
 *
 * <p>Connections that break are made anew by the next call; nothing but a restart of the server is
 * needed after it was down. A commit whose answer got lost is told as a failure: whether it
 * happened, the position says.
 */
public final class PostgresLedger implements Ledger {
  private final PostgresSettings settings;
  private final Partitioner partitioner;
  private final Failures failures;
  private final Contact contact;
  private final RegisterKinds kinds = new RegisterKinds();
  private final Connections writers;
  private final Connections lists;
  private final Connections points;
  private final ReadQueue reads;

  private PostgresLedger(PostgresSettings settings, TimeSource time) {
    this.settings = settings;
    this.partitioner = new Partitioner(settings.partitions());
    this.failures = new Failures(settings.server());
    this.contact = new Contact(time);
    PostgresSettings.Bounds bounds = settings.bounds();
    PostgresSettings.Deadlines deadlines = settings.deadlines();
    this.writers =
        connections(
            new Connections.Use(
                "writer", bounds.writersMax(), deadlines.write(), deadlines.lock()));
    this.lists =
        connections(
            new Connections.Use(
                "lists", bounds.listSessionsMax(), deadlines.list(), deadlines.lock()));
    this.points =
        connections(
            new Connections.Use(
                "reader", bounds.readersCount(), deadlines.read(), deadlines.read()));
    try {
      new LedgerOpening(settings, writers, failures).run();
    } catch (RuntimeException e) {
      closePools();
      throw e;
    }
    this.reads = new ReadQueue(points, new PointReads(partitioner), contact, time, settings);
  }

  private Connections connections(Connections.Use use) {
    return new Connections(settings, use, failures, contact);
  }

  /**
   * Opens the ledger, making its tables if there are none.
   *
   * @throws OvationException with {@link dev.ovation.core.port.ErrorCode#LEDGER_UNAVAILABLE} when
   *     the server can't be reached now, so that trying again may help; with {@link
   *     dev.ovation.core.port.ErrorCode#NOT_READY} when something must be put right first: the
   *     message says what
   */
  public static PostgresLedger open(PostgresSettings settings, TimeSource time) {
    return new PostgresLedger(settings, time);
  }

  @Override
  public LedgerPosition position(int partition) {
    LedgerPosition position =
        lists.run(
            "reading a position", connection -> KeyedReads.position(connection, partition, false));
    return position == null ? LedgerPosition.START : position;
  }

  @Override
  public <T extends @Nullable Object> T transact(
      int partition, Function<LedgerTransaction, T> work) {
    T result =
        writers.<T>run(
            "a transaction of partition " + partition,
            connection -> transact(connection, partition, work));
    contact.wrote();
    return result;
  }

  private <T extends @Nullable Object> T transact(
      Connection connection, int partition, Function<LedgerTransaction, T> work)
      throws SQLException {
    BatchTransaction transaction = BatchTransaction.begin(connection, writers, partition, kinds);
    // When the work throws, the pool undoes what it did before it takes the connection back.
    T result = work.apply(transaction);
    transaction.commit();
    return result;
  }

  @Override
  public CompletableFuture<List<LedgerAnswer>> read(List<LedgerQuery> queries) {
    return reads.answers(queries);
  }

  @Override
  public CompletableFuture<ActorRows> actorRows(Actor actor, int rowsMax) {
    return reads.rows(new PointReads.View(actor, rowsMax));
  }

  @Override
  public List<RowItem> targetRows(TargetKind targetKind, @Nullable String value, Page page) {
    return lists.run(
        "reading a list", connection -> LedgerLists.ofTarget(connection, targetKind, value, page));
  }

  @Override
  public List<RowItem> actorRows(Actor actor, String kind, @Nullable String type, Page page) {
    return lists.run(
        "reading a list", connection -> LedgerLists.ofActor(connection, actor, kind, type, page));
  }

  @Override
  public LedgerExplanation explain(Target target) {
    int partition = partitioner.partition(target);
    return lists.snapshot(
        "explaining", connection -> LedgerInspection.explain(connection, target, partition));
  }

  @Override
  public List<DeadLetter> deadLetters(int partition, int lettersMax) {
    return lists.run(
        "reading dead letters",
        connection -> LedgerInspection.deadLetters(connection, failures, partition, lettersMax));
  }

  /** The running sums of a partition's rows, by bucket: see {@link RowDigest}. */
  public List<RowDigest> digests(int partition) {
    return lists.run(
        "reading digests", connection -> LedgerInspection.digests(connection, partition));
  }

  @Override
  public Purged purgeTokens(int partition, PurgeRange range) {
    return purge("purging tokens", partition, purge -> purge.tokens(range));
  }

  @Override
  public Purged purgeTombstones(
      int partition, PurgeRange range, long confirmedN, Set<Interaction> keep) {
    return purge(
        "purging tombstones", partition, purge -> purge.tombstones(range, confirmedN, keep));
  }

  private interface Slice {
    Purged of(LedgerPurge purge) throws SQLException;
  }

  private Purged purge(String doing, int partition, Slice slice) {
    Purged purged =
        writers.run(
            doing + " of partition " + partition,
            connection -> {
              BatchTransaction.lock(connection, failures, partition);
              Purged result =
                  slice.of(new LedgerPurge(connection, failures, partitioner, partition));
              connection.commit();
              return result;
            });
    contact.wrote();
    return purged;
  }

  @Override
  public LedgerStats stats() {
    return lists.run("reading sizes", LedgerInspection::stats);
  }

  @Override
  public Health check() {
    return contact.health(settings.server() + ", " + settings.partitions() + " partitions");
  }

  @Override
  public void close() {
    reads.close();
    closePools();
  }

  private void closePools() {
    points.close();
    lists.close();
    writers.close();
  }
}
