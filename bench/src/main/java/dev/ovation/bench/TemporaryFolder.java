package dev.ovation.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder that goes when it is closed, or when the process is told to end before. */
final class TemporaryFolder implements AutoCloseable {
  private final Path path = Files.createTempDirectory("ovation-bench");
  private final ClosedAtExit<IOException> folder = new ClosedAtExit<>(this::delete);

  TemporaryFolder() throws IOException {}

  Path path() {
    return path;
  }

  private void delete() throws IOException {
    try (var files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    folder.away();
  }
}
