package dev.ovation.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Redis Cluster on loopback: masters with all slots between them, and replicas if wanted.
 */
public final class RedisCluster implements AutoCloseable {
  private static final int NODE_TIMEOUT_MILLIS = 1_000;
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
              parent, RedisProgram.member(NODE_TIMEOUT_MILLIS).toArray(String[]::new)));
    }
    RedisCluster cluster =
        new RedisCluster(
            List.copyOf(servers.subList(0, masters)),
            List.copyOf(servers.subList(masters, masters + replicas)));
    cluster.form();
    return cluster;
  }

  private void form() throws IOException {
    RedisSlots.share(ports(masters), ports(replicas));
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

  /** Waits until every master finds the cluster whole. */
  public void awaitReady() throws IOException {
    RedisSlots.awaitWhole(ports(masters), servers().size());
  }

  private static List<Integer> ports(List<RedisServer> servers) {
    return servers.stream().map(RedisServer::port).toList();
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
