package dev.ovation.app.cli.csvimport;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import dev.ovation.app.client.ApiClient;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One import: the calling thread reads the file, each lane sends on a virtual thread. Running it
 * again is safe at any time: what the server has already is answered as unchanged. Used once.
 */
public final class CsvImport {
  private static final long SAVE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ImportPlan plan;
  private final ApiClient client;
  private final LongConsumer bytesRead;
  private final ImportTotals totals = new ImportTotals();
  private final Acknowledged acknowledged = new Acknowledged();
  private final List<Lane> lanes = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final Object saving = new Object();
  private long savedAt = System.nanoTime();

  /**
   * @param bytesRead told how much of the file has been read, from 0 to its size
   */
  public CsvImport(ImportPlan plan, ApiClient client, LongConsumer bytesRead) {
    this.plan = plan;
    this.client = client;
    this.bytesRead = bytesRead;
    for (int i = 0; i < plan.lanes(); i++) {
      lanes.add(new Lane(plan.batchOperations(), acknowledged));
    }
  }

  /** What became of the lines so far. Safe to call at any time. */
  public ImportTotals totals() {
    return totals;
  }

  /**
   * Reads and sends the whole file.
   *
   * @throws ImportStoppedException when it ended early; running it again goes on from there
   */
  public void run() throws ImportStoppedException, InterruptedException {
    try {
      String digest = ResumeFile.digest(plan.file());
      String key = ResumeFile.digest(digest + "|" + client.url() + "|" + plan.meaning());
      ResumeFile resume = new ResumeFile(plan.resumeFile(), key);
      long afterLine = resume.load();
      totals.resumedAfter(afterLine);
      try {
        readAndSend(new LineMapper(plan, digest), resume, afterLine);
      } catch (ImportStoppedException | InterruptedException | IOException e) {
        resume.save(acknowledged.upTo());
        throw e;
      }
      resume.delete();
    } catch (CsvParseException e) {
      throw new ImportStoppedException(
          plan.file() + " is not valid CSV: " + e.getMessage(), false, e);
    } catch (IOException e) {
      throw new ImportStoppedException(plan.file() + ": " + e, false, e);
    }
  }

  private void readAndSend(LineMapper mapper, ResumeFile resume, long afterLine)
      throws IOException, ImportStoppedException, InterruptedException {
    acknowledged.read(afterLine);
    Reader reader = new Reader(Thread.currentThread());
    BatchSender sender = new BatchSender(client, plan.retryFor(), totals);
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      for (Lane lane : lanes) {
        threads.execute(() -> runLane(lane, sender, resume, reader));
      }
      read(mapper, afterLine);
      for (Lane lane : lanes) {
        lane.end();
      }
      threads.shutdown();
      // Every request has a deadline and a bounded number of repeats, so this ends.
      threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
      throwFailure();
    } catch (InterruptedException e) {
      // A lane that fails interrupts the reader, which may be waiting for that lane.
      throwFailure();
      throw e;
    } finally {
      threads.shutdownNow();
      reader.leave();
    }
  }

  private void read(LineMapper mapper, long afterLine)
      throws IOException, ImportStoppedException, InterruptedException {
    try (InputStream in = new CountingInput(Files.newInputStream(plan.file()), bytesRead);
        CsvReader<NamedCsvRecord> lines =
            CsvReader.builder()
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .detectBomHeader(true)
                .ofNamedCsvRecord(in)) {
      boolean first = true;
      for (NamedCsvRecord line : lines) {
        if (first) {
          requireColumns(mapper, line.getHeader());
          first = false;
        }
        if (line.getStartingLineNumber() > afterLine) {
          take(mapper, line);
        }
      }
    }
  }

  private void requireColumns(LineMapper mapper, List<String> header)
      throws ImportStoppedException {
    List<String> missing = mapper.missing(header);
    if (!missing.isEmpty()) {
      throw new ImportStoppedException(
          plan.file() + " has no column " + missing + "; it has " + header, false, null);
    }
  }

  private void take(LineMapper mapper, NamedCsvRecord line)
      throws ImportStoppedException, InterruptedException {
    totals.read();
    long number = line.getStartingLineNumber();
    switch (mapper.map(line)) {
      case LineMapper.Mapped.Filtered ignored -> totals.skipped();
      case LineMapper.Mapped.Wrong wrong -> totals.failed(number, wrong.reason());
      case LineMapper.Mapped.Sent sent -> {
        int lane = Math.floorMod(sent.operation().register().hashCode(), lanes.size());
        lanes.get(lane).add(sent.operation());
      }
    }
    acknowledged.read(number);
    if (totals.failed() > plan.failuresMax()) {
      throw new ImportStoppedException(
          "more than " + plan.failuresMax() + " lines failed", false, null);
    }
  }

  private void runLane(Lane lane, BatchSender sender, ResumeFile resume, Reader reader) {
    try {
      lane.run(sender, () -> saveNowAndThen(resume));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // The import ends for another reason.
    } catch (ImportStoppedException | RuntimeException e) {
      if (failure.compareAndSet(null, e)) {
        reader.interrupt();
      }
    }
  }

  /** The thread that reads, for lanes that fail while it may be waiting for them. */
  private static final class Reader {
    private final Thread thread;
    private boolean isGone;
    private boolean isInterrupted;

    Reader(Thread thread) {
      this.thread = thread;
    }

    synchronized void interrupt() {
      if (!isGone) {
        isInterrupted = true;
        thread.interrupt();
      }
    }

    /** What the thread does after this is not to be interrupted by a lane. */
    synchronized void leave() {
      isGone = true;
      if (isInterrupted) {
        Thread.interrupted();
      }
    }
  }

  private void saveNowAndThen(ResumeFile resume) {
    synchronized (saving) {
      long now = System.nanoTime();
      if (now - savedAt < SAVE_EVERY_NANOS) {
        return;
      }
      savedAt = now;
      try {
        resume.save(acknowledged.upTo());
      } catch (IOException e) {
        throw new java.io.UncheckedIOException("cannot write " + plan.resumeFile(), e);
      }
    }
  }

  private void throwFailure() throws ImportStoppedException {
    Throwable thrown = failure.get();
    if (thrown instanceof ImportStoppedException stopped) {
      throw stopped;
    }
    if (thrown != null) {
      throw new ImportStoppedException(thrown.toString(), false, thrown);
    }
  }
}
