package dev.ovation.app.process;

import dev.ovation.engines.RedisCluster;
import dev.ovation.engines.RedisServer;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.util.List;
import java.util.Objects;

/** Moves slots of a Redis Cluster from one master to the next, key by key, as redis-cli does. */
final class SlotMove {
  private final List<RedisServer> masters;

  /** The masters share the slots evenly, in their order. */
  SlotMove(List<RedisServer> masters) {
    this.masters = masters;
  }

  /** Moves the slots of the partitions that the tests' nodes have, of registers and counters. */
  void moveAll() throws IOException {
    for (int partition = 0; partition < 2 * ClusterEngines.PARTITIONS; partition++) {
      move(SlotHash.getSlot("ovation:{p" + partition + '}'));
    }
  }

  private void move(int slot) throws IOException {
    int owner = slot * masters.size() / SlotHash.SLOT_COUNT;
    RedisServer from = masters.get(owner);
    RedisServer to = masters.get((owner + 1) % masters.size());
    String number = Integer.toString(slot);
    to.command("CLUSTER", "SETSLOT", number, "IMPORTING", RedisCluster.id(from));
    from.command("CLUSTER", "SETSLOT", number, "MIGRATING", RedisCluster.id(to));
    List<?> keys = keys(from, number);
    while (!keys.isEmpty()) {
      for (Object key : keys) {
        from.command(
            "MIGRATE", "127.0.0.1", Integer.toString(to.port()), String.valueOf(key), "0", "5000");
      }
      keys = keys(from, number);
    }
    to.command("CLUSTER", "SETSLOT", number, "NODE", RedisCluster.id(to));
    from.command("CLUSTER", "SETSLOT", number, "NODE", RedisCluster.id(to));
  }

  private static List<?> keys(RedisServer server, String slot) throws IOException {
    return (List<?>)
        Objects.requireNonNull(server.command("CLUSTER", "GETKEYSINSLOT", slot, "100"));
  }
}
