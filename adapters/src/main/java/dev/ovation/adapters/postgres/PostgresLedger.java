package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Archive;
import dev.ovation.core.port.Checkpoints;
import dev.ovation.core.port.ClusterLedger;
import dev.ovation.core.port.ClusterTransaction;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.OperationsLedger;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.TimeSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
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
public final class PostgresLedger implements ClusterLedger {
  /** Longer than any statement of an export takes; it only finds out that the server is gone. */
  private static final Duration EXPORT_MAX = Duration.ofMinutes(10);

  private final PostgresSettings settings;
  private final Partitioner partitioner;
  private final Failures failures;
  private final Contact contact;
  private final Connections writers;
  private final Connections lists;
  private final Connections points;
  private final Connections leasing;
  private final LedgerWatch watch;
  private final Connections upkeep;
  private final Connections exporting;
  private final OperationTable operations;
  private final ArchiveTable archive;
  private final LedgerDump dump;
  private final LedgerSweep sweep;
  private final Transactions transactions;
  private final CheckpointTables checkpoints;
  private final LeaseTable leases;
  private final ReadLane<LedgerQuery, LedgerAnswer> answers;
  private final ReadLane<LedgerQuery, ColdAnswer> coldAnswers;
  private final ReadLane<ActorViews.Asked, ActorRows> views;
  private final ReadLane<Integer, List<LedgerPosition>> positions;
  private final ReadQueue reads;

  private PostgresLedger(PostgresSettings settings, TimeSource time) {
    this.settings = settings;
    this.partitioner = settings.partitioner();
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
    // Of its own: a node must not lose its number because lists or batches take long.
    this.leasing =
        connections(new Connections.Use("leases", 1, deadlines.read(), deadlines.read()));
    this.upkeep = connections(new Connections.Use("upkeep", 2, deadlines.list(), deadlines.lock()));
    this.exporting = connections(new Connections.Use("export", 1, EXPORT_MAX, deadlines.lock()));
    this.operations = new OperationTable(upkeep);
    this.archive = new ArchiveTable(upkeep);
    this.dump = new LedgerDump(exporting);
    this.transactions = new Transactions(writers, contact, partitioner);
    this.checkpoints = new CheckpointTables(transactions, lists, failures);
    this.leases = new LeaseTable(leasing);
    PointReads pointReads = new PointReads(partitioner);
    ColdReads coldReads = new ColdReads(pointReads, failures);
    this.answers = new ReadLane<>(pointReads::answers, query -> 1);
    // Of its own, and one: who watches must not get in the way of those who are watched.
    this.watch =
        new LedgerWatch(
            connections(new Connections.Use("watcher", 1, deadlines.list(), deadlines.lock())),
            pointReads);
    // One for those who go through everything, one for those who ask for cases meanwhile.
    this.sweep =
        new LedgerSweep(
            connections(new Connections.Use("sweeper", 2, deadlines.list(), deadlines.lock())),
            partitioner);
    this.coldAnswers = new ReadLane<>(coldReads::answers, query -> 1);
    this.views = new ReadLane<>(ActorViews::read, ActorViews.Asked::weight);
    this.positions = new ReadLane<>(PostgresLedger::positions, asked -> 1);
    try {
      new LedgerOpening(settings, writers, failures).run();
    } catch (RuntimeException e) {
      closePools();
      throw e;
    }
    this.reads =
        new ReadQueue(
            points, List.of(answers, coldAnswers, positions), views, contact, time, settings);
  }

  /** However many ask, what one statement says is the answer. */
  private static List<List<LedgerPosition>> positions(Connection connection, List<Integer> asked)
      throws SQLException {
    return Collections.nCopies(asked.size(), KeyedReads.positions(connection));
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

  /**
   * Whether a schema is there.
   *
   * @throws OvationException when the server can't be asked
   */
  public static boolean exists(PostgresSettings.Server server) {
    try (Connection connection =
            DriverManager.getConnection(server.url(), server.user(), server.password());
        PreparedStatement select =
            connection.prepareStatement("SELECT 1 FROM pg_namespace WHERE nspname = ?")) {
      select.setString(1, server.schema());
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    } catch (SQLException e) {
      throw new Failures(server).failure("looking for a schema", e);
    }
  }

  @Override
  public LedgerPosition position(int partition) {
    LedgerPosition position =
        lists.run("reading a position", connection -> KeyedReads.position(connection, partition));
    return position == null ? LedgerPosition.START : position;
  }

  // ---- transactions --------------------------------------------------------------------------

  @Override
  public <T extends @Nullable Object> T transact(
      int partition, Function<LedgerTransaction, T> work) {
    return transactions.<T>transact(partition, null, work);
  }

  @Override
  public <T extends @Nullable Object> T transactDirectly(
      int partition, Function<ClusterTransaction, T> work) {
    return transactions.<T>transactDirectly(partition, work);
  }

  @Override
  public <T extends @Nullable Object> T transactAsOwner(
      int partition, long epoch, Function<ClusterTransaction, T> work) {
    return transactions.<T>transact(partition, epoch, work);
  }

  @Override
  public long takeOver(int partition) {
    return transactions.takeOver(partition);
  }

  @Override
  public Generation newGeneration(int partition, long epoch) {
    return transactions.locked(
        "a new place",
        partition,
        epoch,
        (connection, position) -> Generations.next(connection, failures, partition, position));
  }

  @Override
  public void voidPlace(int partition, long epoch) {
    transactions.locked(
        "noting that there is no place",
        partition,
        epoch,
        (connection, position) -> {
          Generations.placed(connection, partition, false);
          return position;
        });
  }

  @Override
  public List<OutboxRow> unsent(int partition, int rowsMax) {
    return lists.run(
        "reading the outbox",
        connection -> new Outbox(connection, failures, partition).unsent(rowsMax));
  }

  @Override
  public void markSent(int partition, Collection<Long> ids) {
    // Under the lock: else it and a projector, which takes such rows out, might deadlock.
    transactions.locked(
        "marking the outbox",
        partition,
        (connection, position) -> {
          new Outbox(connection, failures, partition).markSent(ids);
          return position;
        });
  }

  @Override
  public Checkpoints checkpoints() {
    return checkpoints;
  }

  @Override
  public Purged purgeTokens(int partition, PurgeRange range) {
    return transactions.locked(
        "purging tokens",
        partition,
        (connection, position) -> purge(connection, partition).tokens(range));
  }

  @Override
  public Purged purgeTombstones(
      int partition, PurgeRange range, long confirmedN, Set<Interaction> keep) {
    return transactions.locked(
        "purging tombstones",
        partition,
        (connection, position) -> purge(connection, partition).tombstones(range, confirmedN, keep));
  }

  private LedgerPurge purge(Connection connection, int partition) {
    return new LedgerPurge(connection, failures, partitioner, partition);
  }

  // ---- point reads ---------------------------------------------------------------------------

  @Override
  public CompletableFuture<List<LedgerAnswer>> read(List<LedgerQuery> queries) {
    return reads.ask(answers, queries);
  }

  @Override
  public CompletableFuture<List<ColdAnswer>> readCold(List<LedgerQuery> queries) {
    return reads.ask(coldAnswers, queries);
  }

  @Override
  public CompletableFuture<ActorRows> actorRows(Actor actor, int rowsMax) {
    return reads
        .ask(views, List.of(new ActorViews.Asked(actor, rowsMax)))
        .thenApply(List::getFirst);
  }

  @Override
  public CompletableFuture<List<LedgerPosition>> positions() {
    return reads.ask(positions, List.of(partitioner.partitions())).thenApply(List::getFirst);
  }

  // ---- lists and explanations ----------------------------------------------------------------

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
    List<Integer> partitions = partitioner.ofTarget(target);
    return lists.snapshot(
        "explaining", connection -> LedgerInspection.explain(connection, target, partitions));
  }

  @Override
  public List<DeadLetter> deadLetters(int partition, int lettersMax) {
    return lists.run(
        "reading dead letters", connection -> letters(connection, partition).parked(lettersMax));
  }

  private StoredLetters letters(Connection connection, int partition) {
    return new StoredLetters(connection, failures, partition);
  }

  @Override
  public List<Letter> letters(int partition, long afterOffset, int lettersMax) {
    return lists.run(
        "reading letters",
        connection -> letters(connection, partition).after(afterOffset, lettersMax));
  }

  @Override
  public @Nullable Letter letter(int partition, long offset) {
    return lists.<@Nullable Letter>run(
        "reading a letter", connection -> letters(connection, partition).at(offset));
  }

  @Override
  public boolean decide(int partition, long offset, Decision decision) {
    return writers.run(
        "noting a decision", connection -> letters(connection, partition).decide(offset, decision));
  }

  @Override
  public List<Letter> decided(int partition, int lettersMax) {
    return lists.run(
        "reading letters", connection -> letters(connection, partition).decided(lettersMax));
  }

  @Override
  public int forgetLetters(int partition, long settledBefore, long confirmedN, int lettersMax) {
    return writers.run(
        "forgetting letters",
        connection -> letters(connection, partition).forget(settledBefore, confirmedN, lettersMax));
  }

  @Override
  public LetterFigures letterFigures() {
    return lists.run("reading figures of letters", StoredLetters::figures);
  }

  /** For those who watch. */
  public ConsistencyLedger watch() {
    return watch;
  }

  /** Work that takes longer than a request. */
  public OperationsLedger operations() {
    return operations;
  }

  /** What registers held before they were unset. */
  public Archive archive() {
    return archive;
  }

  /** All that it holds. */
  public LedgerExport export() {
    return dump;
  }

  /** For those who go through all of it. */
  public SweepLedger sweep() {
    return sweep;
  }

  @Override
  public LedgerStats stats() {
    return lists.run("reading sizes", LedgerInspection::stats);
  }

  // ---- leases --------------------------------------------------------------------------------

  @Override
  public @Nullable Lease acquire(String name, String holder, Duration ttl) {
    return leases.acquire(name, holder, ttl);
  }

  @Override
  public @Nullable Lease acquireNumber(String group, int numbers, String holder, Duration ttl) {
    return leases.acquireNumber(group, numbers, holder, ttl);
  }

  @Override
  public boolean renew(Lease lease, Duration ttl) {
    return leases.renew(lease, ttl);
  }

  @Override
  public void release(Lease lease) {
    leases.release(lease);
  }

  @Override
  public long nowMillis() {
    return leases.nowMillis();
  }

  // ---- the whole -----------------------------------------------------------------------------

  @Override
  public Health check() {
    return contact.health(settings.server() + ", " + partitioner.partitions() + " partitions");
  }

  @Override
  public void close() {
    reads.close();
    closePools();
  }

  private void closePools() {
    watch.close();
    upkeep.close();
    exporting.close();
    sweep.close();
    leasing.close();
    points.close();
    lists.close();
    writers.close();
  }
}
