package dev.ovation.adapters.sqlite;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Archive;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.HotStore.ActorRows;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.LedgerTransaction;
import dev.ovation.core.port.OperationsLedger;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.SweepLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ledger in an SQLite file. One connection writes, under a lock; a few threads answer point
 * reads, many at once in one snapshot; lists and explanations use connections of their own.
 *
 * <p>Its commits are not synced one by one ({@code synchronous=NORMAL}): a power loss may take the
 * last ones back, whole and in order, and the position goes back with them, so that they are
 * projected from the log again. The ledger is never ahead of the log, because only what is durable
 * there is projected.
 */
public final class SqliteLedger implements Ledger {
  /** One for those who go through everything, one for those who ask for cases meanwhile. */
  private static final int SWEEP_SESSIONS = 2;

  private final SqliteFile file;
  private final LedgerSettings settings;
  private final Partitioner partitioner;
  private final Dictionary dictionary;
  private final LedgerRows rows;
  private final LedgerLists lists;
  private final LedgerInspection inspection;
  private final RowFilter filter;
  private final FilterFill filling;
  private final LedgerWriter writer;
  private final ReadQueue reads;
  private final SessionPool sessions;
  private final SessionPool watching;
  private final LedgerWatch watch;
  private final OperationTable operations;
  private final ArchiveTable archive;
  private final LedgerDump dump;
  private final SessionPool sweeping;
  private final LedgerSweep sweep;
  private final Checkpointer checkpointer;

  private volatile boolean closed;

  private SqliteLedger(SqliteFile file, LedgerSettings settings) {
    this.file = file;
    this.settings = settings;
    this.partitioner = new Partitioner(settings.partitions());
    this.dictionary = new Dictionary(settings.dictionaryEntriesMax());
    this.rows = new LedgerRows(dictionary);
    this.lists = new LedgerLists(dictionary);
    this.inspection = new LedgerInspection(dictionary);
    this.filter = new RowFilter(settings.filterBytes());
    this.filling = new FilterFill(file, filter);
    this.writer = new LedgerWriter(file, settings, dictionary, filter);
    this.sessions = new SessionPool(file, settings.listSessionsMax(), 4L << 20);
    this.watching = new SessionPool(file, 1, 1L << 20);
    this.watch = new LedgerWatch(watching, writer, this::answer);
    this.operations = new OperationTable(sessions, writer);
    this.archive = new ArchiveTable(sessions, writer);
    this.dump = new LedgerDump(file, settings.partitions());
    this.sweeping = new SessionPool(file, SWEEP_SESSIONS, 1L << 20);
    this.sweep = new LedgerSweep(sweeping, writer, partitioner);
    writer.open();
    this.reads = new ReadQueue(file, settings.readersCount(), settings.readQueueMax());
    this.checkpointer =
        new Checkpointer(file, settings.walBytesMax(), 1_000, writer.lock(), () -> {});
    checkpointer.start();
    filling.start();
  }

  /**
   * Opens {@code ledger.db} in a directory, making it if there is none.
   *
   * @throws dev.ovation.core.port.CorruptionException when what is looked at is damaged
   * @throws OvationException when it can't be used for another reason
   */
  public static SqliteLedger open(DataDirectory directory, LedgerSettings settings) {
    SqliteFile file = SqliteFile.ledger(directory.file("ledger.db"));
    LogVerification.beforeOpening(file);
    return new SqliteLedger(file, settings);
  }

  @Override
  public LedgerPosition position(int partition) {
    return sessions.read("reading a position", session -> LedgerRows.position(session, partition));
  }

  @Override
  public <T extends @Nullable Object> T transact(
      int partition, Function<LedgerTransaction, T> work) {
    return writer.transact(partition, work);
  }

  @Override
  public CompletableFuture<List<LedgerAnswer>> read(List<LedgerQuery> queries) {
    // A ledger that is closed refuses what it could tell without reading, too.
    List<LedgerAnswer> absent = closed ? null : absent(queries);
    if (absent != null) {
      return CompletableFuture.completedFuture(absent);
    }
    return reads.submit(
        Math.max(1, queries.size()),
        session -> {
          List<LedgerAnswer> answers = new ArrayList<>(queries.size());
          for (LedgerQuery query : queries) {
            answers.add(answer(session, query));
          }
          return answers;
        });
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

  /** The answers if all of them can be told without reading, else null. */
  private @Nullable List<LedgerAnswer> absent(List<LedgerQuery> queries) {
    List<LedgerAnswer> answers = new ArrayList<>(queries.size());
    for (LedgerQuery query : queries) {
      LedgerAnswer answer = absent(query);
      if (answer == null) {
        return null;
      }
      answers.add(answer);
    }
    return answers;
  }

  private @Nullable LedgerAnswer absent(LedgerQuery query) {
    if (query.key() == null || query.counts()) {
      return null;
    }
    // The position first: every row of that snapshot is in the filter by then.
    LedgerPosition at = writer.committed(partitioner.partition(query.targetKind()));
    return at != null && filter.isAbsent(query.targetKind(), query.key())
        ? new LedgerAnswer(at.n(), at.h(), Row.NONE, null, 0)
        : null;
  }

  private LedgerAnswer answer(Session session, LedgerQuery query) throws SQLException {
    Target target = query.targetKind().target();
    LedgerPosition position = LedgerRows.position(session, partitioner.ofRegisters(target));
    long targetId = dictionary.target(session, target);
    long kind = dictionary.name(session, query.targetKind().kind());
    boolean known = targetId != Dictionary.ABSENT && kind != Dictionary.ABSENT;
    Row row = known ? rows.row(session, query, targetId, kind) : Row.NONE;
    if (!query.counts()) {
      return new LedgerAnswer(position.n(), position.h(), row, null, 0);
    }
    LedgerRows.TouchedCounts counts =
        known ? rows.counts(session, targetId, kind) : LedgerRows.TouchedCounts.NONE;
    return new LedgerAnswer(position.n(), position.h(), row, counts.counts(), counts.touchedN());
  }

  @Override
  public CompletableFuture<ActorRows> actorRows(Actor actor, int rowsMax) {
    // Most actors have few rows; the weight is a guess between one and the cap.
    return reads.submitBulk(
        Math.clamp(rowsMax, 1, 64), session -> lists.view(session, actor, rowsMax));
  }

  @Override
  public List<RowItem> targetRows(TargetKind targetKind, @Nullable String value, Page page) {
    return sessions.read(
        "reading a list", session -> lists.ofTarget(session, targetKind, value, page));
  }

  @Override
  public List<RowItem> actorRows(Actor actor, String kind, @Nullable String type, Page page) {
    return sessions.read(
        "reading a list", session -> lists.ofActor(session, actor, kind, type, page));
  }

  @Override
  public LedgerExplanation explain(Target target) {
    int partition = partitioner.ofRegisters(target);
    return sessions.read("explaining", session -> inspection.explain(session, target, partition));
  }

  @Override
  public List<DeadLetter> deadLetters(int partition, int lettersMax) {
    return sessions.read(
        "reading dead letters",
        session -> new StoredLetters(file, session, partition).parked(lettersMax));
  }

  @Override
  public List<Letter> letters(int partition, long afterOffset, int lettersMax) {
    return sessions.read(
        "reading letters",
        session -> new StoredLetters(file, session, partition).after(afterOffset, lettersMax));
  }

  @Override
  public @Nullable Letter letter(int partition, long offset) {
    return sessions.<@Nullable Letter>read(
        "reading a letter", session -> new StoredLetters(file, session, partition).at(offset));
  }

  @Override
  public boolean decide(int partition, long offset, Decision decision) {
    return writer.durably(
        "noting a decision",
        session -> new StoredLetters(file, session, partition).decide(offset, decision));
  }

  @Override
  public List<Letter> decided(int partition, int lettersMax) {
    return sessions.read(
        "reading letters",
        session -> new StoredLetters(file, session, partition).decided(lettersMax));
  }

  @Override
  public int forgetLetters(int partition, long settledBefore, long confirmedN, int lettersMax) {
    return writer.maintain(
        "forgetting letters",
        session ->
            new StoredLetters(file, session, partition)
                .forget(settledBefore, confirmedN, lettersMax));
  }

  @Override
  public LetterFigures letterFigures() {
    return sessions.read("reading figures of letters", StoredLetters::figures);
  }

  @Override
  public Purged purgeTokens(int partition, PurgeRange range) {
    return writer.maintain("purging tokens", session -> purge(session, partition).tokens(range));
  }

  @Override
  public Purged purgeTombstones(
      int partition, PurgeRange range, long confirmedN, Set<Interaction> keep) {
    return writer.maintain(
        "purging tombstones",
        session -> purge(session, partition).tombstones(range, confirmedN, keep));
  }

  private LedgerPurge purge(Session session, int partition) {
    return new LedgerPurge(session, partitioner, partition);
  }

  @Override
  public LedgerStats stats() {
    long letters =
        sessions.read(
            "reading sizes",
            session -> session.number("SELECT count(*) FROM dead_letter WHERE settled_n = 0", 0));
    return new LedgerStats(bytes(file.path()) + bytes(file.wal()), letters);
  }

  private long bytes(Path path) {
    try {
      return Files.exists(path) ? Files.size(path) : 0;
    } catch (IOException e) {
      throw new OvationException(file.unavailable(), path + ": size can't be read: " + e, e);
    }
  }

  @Override
  public Health check() {
    String trouble = writer.trouble();
    return trouble == null
        ? Health.up(settings.partitions() + " partitions")
        : Health.down(file.path() + ": " + trouble + ". It is tried again by itself.");
  }

  @Override
  public void close() {
    closed = true;
    filling.close();
    checkpointer.close();
    reads.close();
    try {
      sessions.close();
      watching.close();
      sweeping.close();
      writer.close();
    } catch (SQLException e) {
      throw file.failure("closing", e);
    }
  }
}
