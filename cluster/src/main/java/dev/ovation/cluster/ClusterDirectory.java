package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.KafkaProgram;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory that holds everything of one set of engines: their data, their logs, their programs
 * and what was chosen for them.
 *
 * @param root as the user wrote it, so that messages name it so
 * @param kafka the broker's program
 */
record ClusterDirectory(Path root, KafkaProgram kafka) {
  private static final String LOCK = "lock";

  private Path layoutFile() {
    return root.resolve("cluster.properties");
  }

  /** The settings file for {@code ovation serve}. */
  Path settingsFile() {
    return root.resolve("ovation.yaml");
  }

  /** What was chosen last; empty when nothing was ever started here. */
  Optional<Layout> layout() {
    return Layout.load(layoutFile());
  }

  void choose(Layout layout) {
    layout.store(layoutFile());
  }

  /** The engines of a layout, those first that take longest to start. */
  List<Engine> engines(Layout layout) {
    Path base = root.toAbsolutePath().normalize();
    List<Engine> engines = new ArrayList<>();
    for (int id = 1; id <= layout.brokers(); id++) {
      engines.add(new KafkaEngine(id, base.resolve("kafka-" + id), kafka, layout.kafkaPorts()));
    }
    Path programs = base.resolve("programs");
    for (int number = 1; number <= layout.redisServers(); number++) {
      int port = layout.redisPorts().get(number - 1);
      Path directory = base.resolve("redis-" + number);
      engines.add(new RedisEngine(number, directory, programs, port, layout.isRedisCluster()));
    }
    engines.add(new PostgresEngine(base.resolve("postgres"), programs, layout.postgresPort()));
    return List.copyOf(engines);
  }

  /** Whether Kafka has stored anything here, which ties the data to the number of brokers. */
  boolean hasKafkaData() {
    return Files.exists(root.resolve("kafka-1").resolve("data"));
  }

  /**
   * Keeps other commands away from the directory until it is closed. Makes the directory.
   *
   * @throws EngineException when another command works on it, or it holds something else
   */
  Lock lock() {
    try {
      Files.createDirectories(root);
      if (layout().isEmpty() && holdsSomethingElse()) {
        throw new EngineException(
            root
                + " holds files that are not ours; name an empty directory, or a new one, with"
                + " --data");
      }
      FileChannel channel =
          FileChannel.open(root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new Lock(channel, exclusively(channel));
    } catch (IOException e) {
      throw new EngineException(root + " can't be used: " + e, e);
    }
  }

  private FileLock exclusively(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      if (lock != null) {
        return lock;
      }
    } catch (OverlappingFileLockException e) {
      // Another thread of this process has it; as good as another process.
    }
    channel.close();
    throw new EngineException(
        "another ovation cluster command works on " + root + "; wait until it has ended");
  }

  private boolean holdsSomethingElse() throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.anyMatch(entry -> !entry.getFileName().toString().equals(LOCK));
    }
  }

  /** Deletes everything in it. Nothing that uses it may run. */
  void wipe() {
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(root)) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new EngineException(root + " can't be wiped: " + e, e);
    }
  }

  /** The right to change what is in the directory; the kernel takes it back with the process. */
  record Lock(FileChannel channel, FileLock lock) implements AutoCloseable {
    @Override
    public void close() {
      try {
        lock.release();
        channel.close();
      } catch (IOException e) {
        throw new EngineException("a lock can't be given back: " + e, e);
      }
    }
  }
}
