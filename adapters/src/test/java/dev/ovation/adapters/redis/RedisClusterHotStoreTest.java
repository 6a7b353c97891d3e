package dev.ovation.adapters.redis;

import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterHotStoreContract;
import dev.ovation.core.port.HotStore;
import dev.ovation.engines.RedisCluster;
import dev.ovation.engines.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a hot store that may forget, on a Redis Cluster of three masters. */
class RedisClusterHotStoreTest extends ClusterHotStoreContract {
  private static final int MASTERS = 3;

  @TempDir private static Path directory;
  private static @Nullable RedisCluster cluster;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = RedisCluster.start(directory, MASTERS, 0);
  }

  @AfterAll
  static void stopCluster() throws IOException {
    cluster().close();
  }

  private static RedisCluster cluster() {
    return Objects.requireNonNull(cluster);
  }

  @Override
  protected HotStore open(int partitions, Bounds bounds) throws Exception {
    for (RedisServer master : cluster().masters()) {
      master.command("FLUSHALL");
    }
    return Stores.open(cluster().uris(), partitions, bounds);
  }

  @Override
  protected void forget() throws Exception {
    for (RedisServer master : cluster().masters()) {
      master.restartEmpty();
    }
    awaitRecovery();
  }

  @Override
  protected void keep() throws Exception {
    for (RedisServer master : cluster().masters()) {
      master.save();
    }
  }

  @Override
  protected void returnWithOldData() throws Exception {
    for (RedisServer master : cluster().masters()) {
      master.restart();
    }
    awaitRecovery();
  }

  private void awaitRecovery() throws IOException {
    cluster().awaitReady();
    Stores.awaitAnswers((ClusterHotStore) hot, 1);
    Stores.awaitViews((ClusterHotStore) hot);
  }
}
