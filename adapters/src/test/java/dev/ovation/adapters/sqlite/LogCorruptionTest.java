package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.LogRecord;
import dev.ovation.core.port.LogRecord.Readable;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Damages the files of a log at many places: what comes of it is an error that names the file, or
 * the events as they were, and never fewer or others.
 */
@Timeout(120)
final class LogCorruptionTest {
  private static final int EVENTS = 300;

  @TempDir Path path;
  private final List<Event> events = new ArrayList<>();

  /** Closed files, and files as a kill leaves them, with everything still in the WAL. */
  private Path closed;

  private Path killed;

  @BeforeEach
  void write() throws IOException {
    Path live = path.resolve("live");
    closed = path.resolve("closed");
    killed = path.resolve("killed");
    for (int i = 1; i <= EVENTS; i++) {
      events.add(Samples.set(Samples.like(i, "actor-" + i), "like", i));
    }
    try (DataDirectory directory = DataDirectory.open(live)) {
      try (SqliteEventLog log = open(directory)) {
        // One by one, so that there are many transactions.
        for (Event event : events) {
          Outcome.appendAll(log, List.of(event));
        }
        copy(live, killed);
      }
    }
    copy(live, closed);
  }

  private static SqliteEventLog open(DataDirectory directory) {
    return SqliteEventLog.open(
        directory, LogSettings.defaults(), LogObserver.NONE, TimeSource.SYSTEM);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        // As after a power loss there is no shared memory.
        if (!file.getFileName().toString().endsWith("-shm")) {
          Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** Opens and reads everything. */
  private List<Event> readAll(Path of) {
    try (DataDirectory directory = DataDirectory.open(of);
        SqliteEventLog log = open(directory)) {
      return log.read(0, 0, 10 * EVENTS).stream().map(r -> ((Readable) r).event()).toList();
    }
  }

  private interface Damage {
    void to(byte[] bytes) throws IOException;
  }

  private Path damaged(Path from, String name, Damage damage) throws IOException {
    Path to = path.resolve("damaged");
    if (Files.exists(to)) {
      try (Stream<Path> files = Files.list(to)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    }
    copy(from, to);
    byte[] bytes = Files.readAllBytes(to.resolve(name));
    damage.to(bytes);
    Files.write(to.resolve(name), bytes);
    return to;
  }

  @Test
  void whatAKillLeavesIsWhole() {
    assertThat(readAll(killed)).isEqualTo(events);
    assertThat(readAll(closed)).isEqualTo(events);
  }

  @Test
  void aFlippedBitInTheFileIsNamedOrHarmless() throws IOException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    int named = 0;
    for (int round = 0; round < 150; round++) {
      int[] place = {0};
      Path damaged =
          damaged(
              closed,
              "log.db",
              bytes -> {
                place[0] = random.nextInt(bytes.length);
                bytes[place[0]] ^= (byte) (1 << random.nextInt(8));
              });
      try {
        assertThat(readAll(damaged)).as("seed %d, byte %d", seed, place[0]).isEqualTo(events);
      } catch (OvationException e) {
        named++;
        assertThat(e).as("seed %d, byte %d", seed, place[0]).hasMessageContaining("log.db");
      }
    }
    assertThat(named).as("seed %d", seed).isPositive();
  }

  @Test
  void aTruncatedFileIsNamedWithItsSizes() throws IOException {
    long size = Files.size(closed.resolve("log.db"));
    for (long cut : List.of(1L, 4096L, size / 2, size - 4096, size - 100)) {
      Path damaged = damaged(closed, "log.db", bytes -> {});
      try (var channel =
          java.nio.channels.FileChannel.open(
              damaged.resolve("log.db"), java.nio.file.StandardOpenOption.WRITE)) {
        channel.truncate(size - cut);
      }
      assertThatThrownBy(() -> readAll(damaged))
          .as("cut by %d", cut)
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("log.db is damaged: it has " + (size - cut) + " bytes");
    }
  }

  @Test
  void aDamagedWalIsNamedAndNotCutShort() throws IOException {
    long size = Files.size(killed.resolve("log.db-wal"));
    // Not the last two transactions: damage there looks like a torn end, see the next test.
    for (int at = 0; at < size - 5 * 4120; at += 4120 + 7) {
      int place = at;
      Path damaged = damaged(killed, "log.db-wal", bytes -> bytes[place] ^= 4);
      Files.delete(damaged.resolve("log.end"));
      try {
        assertThat(readAll(damaged)).as("byte %d", at).isEqualTo(events);
      } catch (CorruptionException e) {
        assertThat(e).hasMessageContaining("log.db");
      }
    }
  }

  @Test
  void aLogThatLostItsEndIsToldByTheNoteBesideIt() throws IOException {
    copy(closed, killed);
    Files.delete(killed.resolve("log.db"));
    Path other = path.resolve("other");
    try (DataDirectory directory = DataDirectory.open(other);
        SqliteEventLog log = open(directory)) {
      Outcome.appendAll(log, events.subList(0, 10));
    }
    Files.copy(
        other.resolve("log.db"), closed.resolve("log.db"), StandardCopyOption.REPLACE_EXISTING);

    assertThatThrownBy(() -> readAll(closed))
        .isInstanceOf(CorruptionException.class)
        .hasMessageContaining("ends at offset 10, but it was durable up to 300 by log.end");
  }

  @Test
  void aTornEndIsNoDamage() throws IOException {
    // What a power loss in the middle of a commit leaves: the last transaction was never answered.
    Path damaged = damaged(killed, "log.db-wal", bytes -> bytes[bytes.length - 100] ^= 1);
    Files.delete(damaged.resolve("log.end"));

    assertThat(readAll(damaged)).isEqualTo(events.subList(0, EVENTS - 1));
  }

  @Test
  void damageUnderARunningLogIsNotServed() throws IOException {
    try (DataDirectory directory = DataDirectory.open(closed);
        SqliteEventLog log = open(directory)) {
      Path file = closed.resolve("log.db");
      byte[] bytes = Files.readAllBytes(file);
      int place =
          new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("actor-200");
      bytes[place] ^= 1;
      Files.write(file, bytes);

      assertThat(log.read(0, 0, 100)).hasSize(100);
      assertThatThrownBy(() -> log.read(0, 100, EVENTS))
          .isInstanceOf(CorruptionException.class)
          .hasMessageContaining("log.db is damaged: the checksum of the batch of partition 0")
          .hasMessageContaining("ends at offset 200");
    }
  }

  @Test
  void aRecordOfAnUnknownFormatIsToldAsUnreadable() throws Exception {
    byte[] strange = {9, 9, 1, 2, 3, 0, 0, 0, 0};
    java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
    crc.update(strange, 0, 5);
    java.nio.ByteBuffer.wrap(strange).putInt(5, (int) crc.getValue());
    SqliteFile file = SqliteFile.log(closed.resolve("log.db"));
    try (LogFile log = LogFile.open(file, 1, 1L << 40, Session::commit)) {
      byte[] body = StoredBatch.body(EVENTS, List.of(new StoredBatch.Encoded(EVENTS + 1, strange)));
      log.append(List.of(new StoredBatch(0, EVENTS, EVENTS + 1, 0, body)));
    }

    try (DataDirectory directory = DataDirectory.open(closed);
        SqliteEventLog log = open(directory)) {
      assertThat(log.read(0, EVENTS, 10))
          .singleElement()
          .isInstanceOfSatisfying(
              LogRecord.Unreadable.class,
              record -> {
                assertThat(record.offset()).isEqualTo(EVENTS + 1);
                assertThat(record.bytes()).isEqualTo(strange);
                assertThat(record.reason()).contains("format 9");
              });
    }
  }
}
