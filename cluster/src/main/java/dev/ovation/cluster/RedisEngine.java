package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.RedisProgram;
import dev.ovation.engines.RedisWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A Redis server that keeps nothing on disk and evicts nothing by itself, as Ovation wants it.
 *
 * @param number from 1
 * @param programs where programs are unpacked
 * @param inCluster whether it is a member of a Redis Cluster
 */
record RedisEngine(int number, Path directory, Path programs, int port, boolean inCluster)
    implements Engine {
  private static final int NODE_TIMEOUT_MILLIS = 2_000;

  /** More than what Ovation bounds itself to by default, 640 MiB over all servers. */
  private static final String MEMORY = "1gb";

  @Override
  public String name() {
    return inCluster ? "Redis " + number : "Redis";
  }

  @Override
  public List<Integer> morePorts() {
    return inCluster ? List.of(port + RedisProgram.BUS_DISTANCE) : List.of();
  }

  @Override
  public String portOption() {
    return "--redis-port";
  }

  @Override
  public void prepare() {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new EngineException("can't make " + directory + ": " + e, e);
    }
  }

  /**
   * Forgets the Redis Cluster that it was a member of: without any of its members that is of no
   * more use, because none kept data.
   */
  void leaveCluster() {
    try {
      Files.deleteIfExists(directory.resolve("nodes.conf"));
    } catch (IOException e) {
      throw new EngineException("can't delete what " + name() + " knew of its cluster: " + e, e);
    }
  }

  @Override
  public List<String> command() {
    List<String> options =
        new ArrayList<>(List.of("--maxmemory", MEMORY, "--maxmemory-policy", "noeviction"));
    if (inCluster) {
      options.addAll(RedisProgram.member(NODE_TIMEOUT_MILLIS));
    }
    return RedisProgram.unpack(programs).command(port, directory, options);
  }

  @Override
  public Optional<String> version() {
    try {
      return String.valueOf(RedisWire.ask(port, "INFO", "server"))
          .lines()
          .filter(line -> line.startsWith("redis_version:"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException e) {
      return Optional.empty(); // Not listening, or too slow.
    }
  }

  /** Whether it serves no part of the keys, as a member that was never told to. */
  boolean isWithoutSlots() throws IOException {
    return String.valueOf(RedisWire.ask(port, "CLUSTER", "INFO"))
        .contains("cluster_slots_assigned:0\r");
  }

  @Override
  public Duration startMax() {
    return Duration.ofSeconds(30);
  }

  @Override
  public String stopSignal() {
    return "TERM";
  }
}
