package dev.ovation.adapters.sqlite;

import dev.ovation.adapters.sqlite.AppendQueue.Append;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventCodec;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log in an SQLite file: one row a group commit and partition, an fsync before any answer.
 *
 * <p>Thread-safe. {@link #append} encodes on the caller's thread and never blocks; callbacks run on
 * the writer's thread, or on the caller's when the event is refused at once. After a failed commit
 * the log refuses appends with {@link ErrorCode#LOG_UNAVAILABLE} and heals by itself.
 */
public final class SqliteEventLog implements EventLog {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteEventLog.class);
  private static final long CHECKPOINT_POLL_MILLIS = 100;

  /** More than gathers between two batches of a projector that keeps pace. */
  private static final int TAIL_EVENTS_MAX = 131_072;

  private final SqliteFile file;
  private final LogSettings settings;
  private final Partitioner partitioner;
  private final LogStore store;
  private final AppendQueue queue;
  private final TimeSource time;
  private final EndMarker marker;
  private final Checkpointer checkpointer;
  private final LogScrub scrub;
  private final Thread writer;

  /** One a partition. */
  private final List<LogTail> tails = new ArrayList<>();

  // Used by the checkpointer's thread until that has ended, then by close.
  private long[] syncedEnds;
  private long syncedAtNanos;

  private boolean notes = true; // Used by the writer's thread.

  private boolean closed; // Guarded by this.
  private final Object compaction = new Object();

  private SqliteEventLog(
      SqliteFile file,
      LogSettings settings,
      LogObserver observer,
      TimeSource time,
      LogStore store,
      EndMarker marker) {
    this.file = file;
    this.settings = settings;
    this.time = time;
    this.store = store;
    this.marker = marker;
    this.partitioner = new Partitioner(settings.partitions());
    this.scrub = new LogScrub(file, store, time);
    this.queue = new AppendQueue(settings.queueEventsMax(), settings.queueBytesMax());
    for (int p = 0; p < settings.partitions(); p++) {
      tails.add(new LogTail(TAIL_EVENTS_MAX / settings.partitions()));
    }
    this.syncedEnds = store.ends();
    this.syncedAtNanos = time.nanos();
    this.checkpointer =
        new Checkpointer(
            file,
            settings.walBytesMax(),
            CHECKPOINT_POLL_MILLIS,
            store.lock(),
            this::syncNoteIfDue);
    this.writer =
        Thread.ofPlatform()
            .name("log writer")
            .unstarted(
                new LogWriter(file, store, queue, tails, settings, observer, time, this::note));
  }

  /**
   * Opens {@code log.db} in a directory, making it if there is none.
   *
   * @throws dev.ovation.core.port.CorruptionException when what is looked at is damaged
   * @throws OvationException when it can't be used for another reason
   */
  public static SqliteEventLog open(
      DataDirectory directory, LogSettings settings, LogObserver observer, TimeSource time) {
    return open(directory, settings, observer, time, Session::commit);
  }

  static SqliteEventLog open(
      DataDirectory directory,
      LogSettings settings,
      LogObserver observer,
      TimeSource time,
      LogFile.Commit commit) {
    SqliteFile file = SqliteFile.log(directory.file("log.db"));
    LogVerification.beforeOpening(file);
    LogStore store = new LogStore(file, settings, commit);
    try {
      EndMarker marker = EndMarker.open(directory.file("log.end"), settings.partitions());
      try {
        store.start(marker.read());
        marker.note(store.ends());
        marker.sync();
        SqliteEventLog log = new SqliteEventLog(file, settings, observer, time, store, marker);
        log.writer.start();
        log.checkpointer.start();
        return log;
      } catch (SQLException | IOException | RuntimeException e) {
        marker.close();
        throw e;
      }
    } catch (SQLException e) {
      throw abandon(store, file.failure("opening", e));
    } catch (IOException e) {
      throw abandon(store, file.refused("can't be opened: " + e));
    } catch (RuntimeException e) {
      throw abandon(store, e);
    }
  }

  private static <E extends RuntimeException> E abandon(LogStore store, E because) {
    try {
      store.close();
    } catch (OvationException e) {
      because.addSuppressed(e);
    }
    return because;
  }

  @Override
  public void append(Event event, AppendCallback callback) {
    if (store.trouble() != null) {
      callback.failed(LogWriter.unavailable(store));
      return;
    }
    byte[] bytes = EventCodec.encode(event);
    int partition = partitioner.partition(event);
    switch (queue.offer(new Append(partition, event, bytes, callback))) {
      case TAKEN -> {}
      case FULL ->
          callback.failed(
              new OvationException(
                  ErrorCode.OVERLOADED, "too many appends wait for the log; try again shortly"));
      case CLOSED ->
          callback.failed(new OvationException(ErrorCode.NOT_READY, "the log is closed"));
    }
  }

  @Override
  public List<LogRecord> read(int partition, long afterOffset, int eventsMax) {
    List<LogRecord> newest = tails.get(partition).read(afterOffset, eventsMax);
    return newest.isEmpty()
        ? store.reader().read(partition, afterOffset, store.end(partition), eventsMax)
        : newest;
  }

  @Override
  public long end(int partition) {
    return store.end(partition);
  }

  @Override
  public int partitions() {
    return settings.partitions();
  }

  /**
   * Reads the whole log and checks every batch. Blocks for as long as that takes.
   *
   * @throws dev.ovation.core.port.CorruptionException naming the first that is damaged or missing
   */
  public void verify() {
    for (int p = 0; p < settings.partitions(); p++) {
      store.reader().batches(p, 0, store.end(p), batch -> true);
    }
  }

  /** Checks the log bit by bit while it is used; what it finds shows in {@link #check}. */
  public LogScrub scrub() {
    return scrub;
  }

  /**
   * Takes out of old batches what no rebuild needs; appends and reads go on meanwhile. The newest
   * version of each register stays for ever. The space is used again by later appends, or given
   * back by {@link #shrink}. Blocks for as long as reading the whole log takes, but not at all when
   * no batch has become old enough since the last time; one at a time.
   *
   * @throws OvationException when it stopped half-way; what is done is done, and calling it again
   *     goes on
   */
  public CompactionRequest.Result compact(CompactionRequest request) {
    if (request.horizons().size() != settings.partitions()) {
      throw new IllegalArgumentException("a horizon is needed for each partition");
    }
    synchronized (compaction) {
      try {
        CompactionRequest.Result result =
            new LogCompactor(file, store, file.path().resolveSibling("compact.tmp"))
                .compact(request, time.millis());
        if (result.dropped() > 0) {
          // A reader is shown what the file holds, not what it held.
          tails.forEach(LogTail::clear);
        }
        return result;
      } catch (SQLException e) {
        // The writer opens the file anew when the failure was one of writing.
        queue.nudge();
        throw file.failure("compaction", e);
      } catch (IOException e) {
        throw new OvationException(file.unavailable(), "compaction failed: " + e, e);
      }
    }
  }

  /**
   * Gives the space of some free pages back to the file system; the file gets shorter when its WAL
   * is moved into it next. Some free pages are kept for appends. Appends wait meanwhile, a few
   * milliseconds. A file that was made before Ovation could do this keeps its pages.
   *
   * @return whether there are more to give back
   */
  public boolean shrink() {
    try {
      return store.shrink();
    } catch (SQLException e) {
      queue.nudge();
      throw file.failure("giving back free pages", e);
    }
  }

  /** Changes the largest size of the file, in bytes, for example after a disk was enlarged. */
  public void limit(long fileBytesMax) {
    store.limit(fileBytesMax);
  }

  @Override
  public Health check() {
    String trouble = store.trouble();
    if (trouble != null) {
      return Health.down(
          file.path() + " can't be written: " + trouble + ". It is tried again by itself.");
    }
    List<String> damages = scrub.damages();
    return damages.isEmpty()
        ? Health.up(queue.depth() + " appends wait; " + scrub.summary())
        : Health.degraded(String.join(" ", damages));
  }

  /** After each commit, before anybody is told of it. */
  private void note() {
    try {
      marker.note(store.ends());
      notes = true;
    } catch (IOException e) {
      if (notes) {
        // The note is a second line of defence; the log itself is sound without it.
        LOG.warn("{}: its end can't be noted beside it: {}", file.path(), e.toString());
      }
      notes = false;
    }
  }

  private void syncNoteIfDue() {
    if (time.nanos() - syncedAtNanos >= settings.markerInterval().toNanos()) {
      syncNote();
    }
  }

  private void syncNote() {
    long[] ends = store.ends();
    syncedAtNanos = time.nanos();
    if (Arrays.equals(ends, syncedEnds)) {
      return;
    }
    try {
      marker.sync();
      syncedEnds = ends;
    } catch (IOException e) {
      LOG.warn("{}: the note of its end could not be synced: {}", file.path(), e.toString());
    }
  }

  /** Writes what was accepted, then closes; waits for as long as that takes. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    queue.close();
    boolean interrupted = joinWriter();
    checkpointer.close();
    syncNote();
    try {
      store.close();
    } finally {
      closeMarker();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean joinWriter() {
    boolean interrupted = false;
    while (true) {
      try {
        writer.join();
        return interrupted;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private void closeMarker() {
    try {
      marker.close();
    } catch (IOException e) {
      LOG.warn("log.end could not be closed: {}", e.toString());
    }
  }
}
