package dev.ovation.engines;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Makes a Redis Cluster of servers on loopback that know nothing of each other. Stateless. */
public final class RedisSlots {
  private static final int SLOTS = 16_384;
  private static final Duration WHOLE_MAX = Duration.ofSeconds(30);

  private RedisSlots() {}

  /**
   * Gives all slots to the masters in equal parts, makes everybody known to everybody, and waits
   * until all masters find the cluster whole.
   *
   * @param masters ports of servers that have no slot yet
   * @param others ports of servers that stay without
   */
  public static void share(List<Integer> masters, List<Integer> others) throws IOException {
    for (int i = 0; i < masters.size(); i++) {
      int from = SLOTS * i / masters.size();
      int to = SLOTS * (i + 1) / masters.size() - 1;
      int port = masters.get(i);
      RedisWire.ask(port, "CLUSTER", "ADDSLOTSRANGE", Integer.toString(from), Integer.toString(to));
      RedisWire.ask(port, "CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    int first = masters.getFirst();
    for (int port : masters.subList(1, masters.size())) {
      RedisWire.ask(first, "CLUSTER", "MEET", "127.0.0.1", Integer.toString(port));
    }
    for (int port : others) {
      RedisWire.ask(first, "CLUSTER", "MEET", "127.0.0.1", Integer.toString(port));
    }
    awaitWhole(masters, masters.size() + others.size());
  }

  /** Waits until each of the ports' servers knows that many members and finds all slots served. */
  public static void awaitWhole(List<Integer> ports, int members) throws IOException {
    for (int port : ports) {
      Await.until("the Redis Cluster is whole", WHOLE_MAX, () -> isWhole(port, members));
    }
  }

  /** Whether a server knows that many members and finds all slots served. */
  public static boolean isWhole(int port, int members) throws IOException {
    String info = String.valueOf(RedisWire.ask(port, "CLUSTER", "INFO"));
    return info.contains("cluster_state:ok")
        && info.lines().anyMatch(line -> line.strip().equals("cluster_known_nodes:" + members));
  }
}
