package dev.ovation.adapters.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Redis Cluster on loopback: masters with all slots between them, and replicas if wanted.
 */
public final class RedisCluster implements AutoCloseable {
  private static final int SLOTS = 16_384;
  private static final Duration READY_MAX = Duration.ofSeconds(30);

  private final List<RedisServer> masters;
  private final List<RedisServer> replicas;

  private RedisCluster(List<RedisServer> masters, List<RedisServer> replicas) {
    this.masters = masters;
    this.replicas = replicas;
  }

  /** Starts masters, and as many replicas, the first of the first master and so on. */
  public static RedisCluster start(Path parent, int masters, int replicas) throws IOException {
    List<RedisServer> servers = new ArrayList<>();
    for (int i = 0; i < masters + replicas; i++) {
      servers.add(
          RedisServer.start(
              parent,
              "--cluster-enabled",
              "yes",
              "--cluster-config-file",
              "nodes.conf",
              "--cluster-node-timeout",
              "1000",
              "--cluster-announce-ip",
              "127.0.0.1"));
    }
    RedisCluster cluster =
        new RedisCluster(
            List.copyOf(servers.subList(0, masters)),
            List.copyOf(servers.subList(masters, masters + replicas)));
    cluster.form();
    return cluster;
  }

  private void form() throws IOException {
    for (int i = 0; i < masters.size(); i++) {
      int from = SLOTS * i / masters.size();
      int to = SLOTS * (i + 1) / masters.size() - 1;
      RedisServer master = masters.get(i);
      master.command("CLUSTER", "ADDSLOTSRANGE", Integer.toString(from), Integer.toString(to));
      master.command("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    RedisServer first = masters.getFirst();
    for (RedisServer other : servers()) {
      if (other != first) {
        first.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(other.port()));
      }
    }
    awaitReady();
    for (int i = 0; i < replicas.size(); i++) {
      replicas.get(i).command("CLUSTER", "REPLICATE", id(masters.get(i)));
    }
    for (int i = 0; i < replicas.size(); i++) {
      RedisServer replica = replicas.get(i);
      Await.until(
          "the replica follows its master",
          READY_MAX,
          () -> text(replica, "INFO", "replication").contains("master_link_status:up"));
    }
  }

  /** Waits until every server that answers finds the cluster whole. */
  public void awaitReady() throws IOException {
    for (RedisServer server : masters) {
      Await.until("the cluster is whole", READY_MAX, () -> isReady(server));
    }
  }

  private boolean isReady(RedisServer server) throws IOException {
    String info = text(server, "CLUSTER", "INFO");
    return info.contains("cluster_state:ok")
        && info.contains("cluster_known_nodes:" + servers().size());
  }

  private static String text(RedisServer server, String... command) throws IOException {
    return String.valueOf(server.command(command));
  }

  public static String id(RedisServer server) throws IOException {
    return text(server, "CLUSTER", "MYID");
  }

  public List<RedisServer> masters() {
    return masters;
  }

  public List<RedisServer> replicas() {
    return replicas;
  }

  private List<RedisServer> servers() {
    List<RedisServer> all = new ArrayList<>(masters);
    all.addAll(replicas);
    return all;
  }

  public List<String> uris() {
    return servers().stream().map(RedisServer::uri).toList();
  }

  @Override
  public void close() {
    for (RedisServer server : servers()) {
      server.close();
    }
  }
}
