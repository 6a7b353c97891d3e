package dev.ovation.proof.torture.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A file that entries are appended to while they happen, so that it holds what was seen whatever
 * becomes of this process. Thread-safe.
 */
public final class History implements AutoCloseable {
  private final Path file;
  private final BufferedWriter out;
  private final long began = System.nanoTime();

  /** Begins a new file. */
  public History(Path file) throws IOException {
    this.file = file;
    this.out = Files.newBufferedWriter(file);
  }

  public Path file() {
    return file;
  }

  /** The time since this history began, in nanoseconds. */
  public long now() {
    return System.nanoTime() - began;
  }

  /**
   * Appends entries. The file's order says nothing: their times do.
   *
   * @throws UncheckedIOException when the disk takes no more, which ends a torture
   */
  public void add(List<? extends Entry> entries) {
    StringBuilder lines = new StringBuilder(entries.size() * 80);
    entries.forEach(entry -> EntryLine.append(lines, entry));
    synchronized (out) {
      try {
        out.append(lines);
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(file + " can't be written", e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    synchronized (out) {
      out.close();
    }
  }

  /**
   * Reads a whole file, entry by entry.
   *
   * @throws IllegalArgumentException when a line is no entry
   */
  public static void read(Path file, Consumer<Entry> each) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      lines.map(EntryLine::parse).forEach(each);
    }
  }
}
