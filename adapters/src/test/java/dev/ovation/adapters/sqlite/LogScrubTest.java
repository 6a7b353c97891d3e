package dev.ovation.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.Outcome;
import dev.ovation.core.port.Samples;
import dev.ovation.core.port.TimeSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Verification in the background: all of the log, in slices, and damage is named in health. */
@Timeout(60)
final class LogScrubTest {
  private static final int EVENTS = 40_000;

  @TempDir Path path;
  private DataDirectory directory;

  @BeforeEach
  void lock() {
    directory = DataDirectory.open(path);
  }

  @AfterEach
  void release() {
    directory.close();
  }

  private SqliteEventLog open(int partitions) {
    return SqliteEventLog.open(
        directory,
        LogSettings.defaults().withPartitions(partitions),
        LogObserver.NONE,
        TimeSource.SYSTEM);
  }

  /** Events of about a hundred bytes each. */
  private static void fill(SqliteEventLog log) {
    String name = "an-actor-with-a-rather-long-name-".repeat(2);
    List<Event> some = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      some.add(Samples.set(Samples.like(i, name + i), "like", i));
      if (some.size() == 1_000) {
        Outcome.appendAll(log, some);
        some.clear();
      }
    }
  }

  /** Bytes of one pass. */
  private static long pass(SqliteEventLog log) {
    long bytes = 0;
    LogScrub.Slice slice;
    do {
      slice = log.scrub().step();
      assertThat(slice.bytes()).as("a slice is small").isLessThan(3 << 20);
      bytes += slice.bytes();
    } while (!slice.isLast());
    return bytes;
  }

  private void damage(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + path.resolve("log.db"));
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }

  @Test
  void aWholeLogIsVerifiedInSlices() {
    try (SqliteEventLog log = open(1)) {
      assertThat(log.scrub().step()).isEqualTo(new LogScrub.Slice(0, true, 0));
      fill(log);
      assertThat(log.scrub().step().isLast()).isFalse();

      assertThat(pass(log)).isGreaterThan(2 << 20);

      assertThat(log.check().state()).isEqualTo(State.UP);
      assertThat(log.check().detail()).contains("verified last at");
      assertThat(pass(log)).as("the next pass reads all of it").isGreaterThan(100L * EVENTS);
    }
  }

  @Test
  void damageIsNamedInHealthUntilAPassFindsTheLogWhole() throws SQLException {
    try (SqliteEventLog log = open(1)) {
      fill(log);
      long last = log.read(0, 20_000, 1).getFirst().offset();
      String batch = "(SELECT id FROM batch WHERE id >= " + last + " ORDER BY id LIMIT 1)";
      damage("UPDATE batch SET crc = crc + 1 WHERE id = " + batch);

      pass(log);

      assertThat(log.check().state()).isEqualTo(State.DEGRADED);
      assertThat(log.check().detail())
          .contains(
              "log.db is damaged: the checksum of the batch of partition 0 that ends at offset")
          .contains("restore log.db");
      assertThat(log.scrub().damages()).hasSize(1);
      damage("UPDATE batch SET crc = crc - 1 WHERE id = " + batch);
      assertThat(log.check().state()).isEqualTo(State.DEGRADED);
      pass(log);
      assertThat(log.check().state()).isEqualTo(State.UP);
    }
  }

  @Test
  void eachPartitionIsVerifiedThoughAnotherIsDamaged() throws SQLException {
    Partitioner partitioner = new Partitioner(3);
    try (SqliteEventLog log = open(3)) {
      for (int p = 0; p < 3; p++) {
        for (int video : Samples.videosIn(p, partitioner, 3)) {
          Outcome.appendAll(log, List.of(Samples.set(Samples.like(video, "u1"), "like", 1)));
        }
      }
      damage("DELETE FROM batch WHERE id = " + StoredBatch.id(0, 2));
      damage("UPDATE batch SET body = x'00' WHERE id = " + StoredBatch.id(2, 3));

      pass(log);

      assertThat(log.scrub().damages()).hasSize(2);
      assertThat(log.scrub().damages().getFirst())
          .contains("partition 0 has nothing stored for offsets 2 to 2");
      assertThat(log.scrub().damages().getLast()).contains("partition 2 that ends at offset 3");
    }
  }

  @Test
  void appendsAndCompactionMayGoOnMeanwhile() {
    try (SqliteEventLog log = open(1)) {
      fill(log);
      log.scrub().step();
      // The same registers anew: compaction joins what the pass has begun to read.
      fill(log);
      log.compact(new CompactionRequest(List.of(log.end(0)), Duration.ZERO));

      pass(log);

      assertThat(log.scrub().damages()).isEmpty();
      pass(log);
      assertThat(log.scrub().damages()).isEmpty();
    }
  }
}
