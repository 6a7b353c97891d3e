package dev.ovation.app.cli.csvimport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Remembers how far an interrupted import came: one line with a key, which says what was imported
 * how and where to, and one with the last line of the file that is acknowledged together with all
 * before it. Lines that are sent twice do no harm, so losing the file costs only time. Not
 * thread-safe.
 */
final class ResumeFile {
  private final Path path;
  private final String key;
  private long saved;

  ResumeFile(Path path, String key) {
    this.path = path;
    this.key = key;
  }

  /** SHA-256 of a text, in hexadecimal. */
  static String digest(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** SHA-256 of a file's content, in hexadecimal. */
  static String digest(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (var in = Files.newInputStream(file)) {
      byte[] buffer = new byte[1 << 16];
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        digest.update(buffer, 0, length);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The last acknowledged line of an earlier, interrupted run of the same import; 0 for none. */
  long load() throws IOException {
    if (!Files.exists(path)) {
      return 0;
    }
    List<String> lines = Files.readAllLines(path);
    boolean mine =
        lines.size() == 2 && lines.get(0).equals(key) && lines.get(1).matches("\\d{1,18}");
    return mine ? Long.parseLong(lines.get(1)) : 0;
  }

  void save(long line) throws IOException {
    if (line <= saved) {
      return;
    }
    Path next = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(next, key + "\n" + line + "\n");
    try {
      Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(next, path, StandardCopyOption.REPLACE_EXISTING);
    }
    saved = line;
  }

  /** The import came to its end: the next one starts at the first line. */
  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
