package dev.ovation.adapters.redis;

import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterHotStoreContract;
import dev.ovation.core.port.HotStore;
import dev.ovation.engines.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a hot store that may forget, on one real server. */
class RedisHotStoreTest extends ClusterHotStoreContract {
  @TempDir private static Path directory;
  private static @Nullable RedisServer server;

  @BeforeAll
  static void startServer() throws IOException {
    server = RedisServer.start(directory);
  }

  @AfterAll
  static void stopServer() throws IOException {
    server().close();
  }

  private static RedisServer server() {
    return Objects.requireNonNull(server);
  }

  @Override
  protected HotStore open(int partitions, Bounds bounds) throws Exception {
    server().command("FLUSHALL");
    return Stores.open(List.of(server().uri()), partitions, bounds);
  }

  @Override
  protected void forget() throws Exception {
    server().restartEmpty();
    Stores.awaitAnswers((ClusterHotStore) hot, 1);
  }

  @Override
  protected void keep() throws Exception {
    server().save();
  }

  @Override
  protected void returnWithOldData() throws Exception {
    server().restart();
    Stores.awaitAnswers((ClusterHotStore) hot, 1);
  }
}
