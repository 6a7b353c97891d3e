package dev.ovation.adapters.sqlite;

import dev.ovation.adapters.sqlite.AppendQueue.Append;
import dev.ovation.adapters.sqlite.SqliteFile.SqliteErrors;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that writes the log: everything that waits goes into one transaction, and only after
 * its commit are callbacks told, in order. Batching needs no timer: what arrives during one
 * commit's fsync makes the next batch.
 */
final class LogWriter implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);
  private static final int BATCH_EVENTS_MAX = 4096;
  private static final int BATCH_BYTES_MAX = 1 << 20;
  private static final long BACKOFF_NANOS_MIN = 100_000_000L;
  private static final long BACKOFF_NANOS_MAX = 5_000_000_000L;

  private final SqliteFile file;
  private final LogStore store;
  private final AppendQueue queue;
  private final List<LogTail> tails;
  private final long lingerNanos;
  private final LogObserver observer;
  private final TimeSource time;
  private final int partitions;
  private final Runnable note;

  /**
   * @param note notes the log's ends beside it; run after each commit, before its callbacks
   */
  LogWriter(
      SqliteFile file,
      LogStore store,
      AppendQueue queue,
      List<LogTail> tails,
      LogSettings settings,
      LogObserver observer,
      TimeSource time,
      Runnable note) {
    this.file = file;
    this.store = store;
    this.queue = queue;
    this.tails = tails;
    this.lingerNanos = settings.linger().toNanos();
    this.observer = observer;
    this.time = time;
    this.partitions = settings.partitions();
    this.note = note;
  }

  @Override
  public void run() {
    try {
      while (!queue.isDrained()) {
        List<Append> appends = queue.take();
        if (lingerNanos > 0) {
          LockSupport.parkNanos(lingerNanos);
          appends.addAll(queue.poll());
        }
        if (!appends.isEmpty()) {
          write(appends);
        }
        if (store.trouble() != null) {
          retryUntilWell();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      queue.close();
      fail(queue.poll(), new OvationException(ErrorCode.NOT_READY, "the log is closed"));
    }
  }

  private void write(List<Append> appends) {
    long[] offsets = new long[appends.size()];
    List<StoredBatch> batches = batches(appends, offsets);
    long started = time.nanos();
    try {
      store.append(batches);
    } catch (SQLException | RuntimeException e) {
      LOG.error("{}: a commit of {} events failed", file.path(), appends.size(), e);
      settle(appends, offsets, e);
      observer.failed(appends.size());
      return;
    }
    long bytes = 0;
    for (StoredBatch batch : batches) {
      bytes += batch.body().length;
    }
    note.run();
    observer.committed(appends.size(), bytes, time.nanos() - started, queue.depth());
    keepTails(appends, offsets);
    for (int i = 0; i < offsets.length; i++) {
      tellDurable(appends.get(i), offsets[i]);
    }
  }

  /** Of each partition the offsets follow each other, because all of them are in one commit. */
  private void keepTails(List<Append> appends, long[] offsets) {
    List<List<LogRecord>> records = new ArrayList<>();
    for (int p = 0; p < partitions; p++) {
      records.add(new ArrayList<>(appends.size() / partitions + 1));
    }
    for (int i = 0; i < offsets.length; i++) {
      Append append = appends.get(i);
      records.get(append.partition()).add(new LogRecord.Readable(offsets[i], append.event()));
    }
    for (int p = 0; p < partitions; p++) {
      List<LogRecord> own = records.get(p);
      if (!own.isEmpty()) {
        tails.get(p).add(own.getFirst().offset() - 1, own);
      }
    }
  }

  /** Gives each append its offset and packs them, one or more batches a partition. */
  private List<StoredBatch> batches(List<Append> appends, long[] offsets) {
    long now = time.millis();
    BatchPacker[] packers = new BatchPacker[partitions];
    List<StoredBatch> batches = new ArrayList<>();
    for (int i = 0; i < offsets.length; i++) {
      Append append = appends.get(i);
      int p = append.partition();
      BatchPacker packer = packers[p];
      if (packer == null) {
        packer = new BatchPacker(p, store.end(p), now);
        packers[p] = packer;
      }
      if (packer.events() == BATCH_EVENTS_MAX
          || packer.bytes() + append.bytes().length > BATCH_BYTES_MAX) {
        batches.add(packer.pack());
      }
      offsets[i] = packer.add(append.bytes());
    }
    for (BatchPacker packer : packers) {
      if (packer != null && packer.events() > 0) {
        batches.add(packer.pack());
      }
    }
    return batches;
  }

  /**
   * Tells the callers of a failed commit what became of their events. If the file can be opened
   * anew, that is known. If not, then a transaction that found no room was never whole in the file;
   * after any other failure, a failed fsync above all, it may be.
   */
  private void settle(List<Append> appends, long[] offsets, Exception failure) {
    boolean isCertain = recovered();
    note.run();
    boolean neverWritten = failure instanceof SQLException e && SqliteErrors.isFull(e);
    ErrorCode code =
        isCertain || neverWritten ? ErrorCode.LOG_UNAVAILABLE : ErrorCode.OUTCOME_UNKNOWN;
    OvationException told =
        new OvationException(
            code,
            "the log could not be written: "
                + failure.getMessage()
                + (code == ErrorCode.OUTCOME_UNKNOWN
                    ? "; the event may be in it all the same, repeating it is safe"
                    : "; the event is not in it"),
            failure);
    for (int i = 0; i < offsets.length; i++) {
      Append append = appends.get(i);
      if (isCertain && offsets[i] <= store.end(append.partition())) {
        tellDurable(append, offsets[i]);
      } else {
        tellFailed(append, told);
      }
    }
  }

  private boolean recovered() {
    try {
      store.recover();
      LOG.info("{}: opened anew, writing works", file.path());
      return true;
    } catch (SQLException | RuntimeException e) {
      LOG.warn("{}: can't be written yet: {}", file.path(), e.toString());
      return false;
    }
  }

  /** Tries to open the file again, ever more rarely, until that works or the log is closed. */
  private void retryUntilWell() throws InterruptedException {
    long backoff = BACKOFF_NANOS_MIN;
    do {
      fail(queue.poll(), unavailable(store));
      if (queue.awaitClose(backoff)) {
        return;
      }
      backoff = Math.min(2 * backoff, BACKOFF_NANOS_MAX);
    } while (!recovered());
  }

  /** What appends are told while nothing can be written. */
  static OvationException unavailable(LogStore store) {
    return new OvationException(
        ErrorCode.LOG_UNAVAILABLE, "the log can't be written now: " + store.trouble());
  }

  private static void fail(List<Append> appends, OvationException failure) {
    for (Append append : appends) {
      tellFailed(append, failure);
    }
  }

  /** A callback that throws is a defect of its owner's; it must not stop the others. */
  private static void tellDurable(Append append, long offset) {
    try {
      append.callback().durable(offset);
    } catch (RuntimeException e) {
      LOG.error("a callback failed for durable offset {}", offset, e);
    }
  }

  private static void tellFailed(Append append, OvationException failure) {
    try {
      append.callback().failed(failure);
    } catch (RuntimeException e) {
      LOG.error("a callback failed when told of a failure", e);
    }
  }
}
