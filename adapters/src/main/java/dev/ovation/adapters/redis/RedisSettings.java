package dev.ovation.adapters.redis;

import java.time.Duration;
import java.util.List;

/**
 * How to reach Redis, and how much of it may be used.
 *
 * @param uris of one server, or of some nodes of a Redis Cluster: {@code
 *     redis://user:password@host:port}, or {@code rediss} for TLS. Which of the two it is, the
 *     servers say
 * @param namespace what all keys begin with, so that several services can share a server
 * @param connectTimeout for connecting and for the checks that follow
 * @param commandTimeout after which a command fails, whether it was carried out or not
 * @param commandsInFlightMax past which commands are refused at once
 * @param baseBytesMax for counts, over all partitions; past it the coldest are evicted
 * @param viewBytesMax for actors' views; past it the coldest are evicted
 * @param entryBytesMax for what is not confirmed yet, over all partitions; past it writes are
 *     refused
 * @param viewRowsMax rows of one actor's view
 */
public record RedisSettings(
    List<String> uris,
    String namespace,
    Duration connectTimeout,
    Duration commandTimeout,
    int commandsInFlightMax,
    long baseBytesMax,
    long viewBytesMax,
    long entryBytesMax,
    int viewRowsMax) {

  private static final long MIB = 1 << 20;

  public RedisSettings {
    uris = List.copyOf(uris);
    if (uris.isEmpty()) {
      throw new IllegalArgumentException("at least one Redis address is needed");
    }
    if (namespace.contains("{") || namespace.contains("}")) {
      throw new IllegalArgumentException("the namespace may not hold braces, is " + namespace);
    }
  }

  /** What fits a Redis server of about a gibibyte. */
  public static RedisSettings of(List<String> uris) {
    return new RedisSettings(
        uris,
        "ovation",
        Duration.ofSeconds(2),
        Duration.ofMillis(500),
        16_384,
        256 * MIB,
        128 * MIB,
        256 * MIB,
        10_000);
  }
}
