package dev.ovation.engines;

import java.util.List;

/**
 * Where one broker listens on loopback.
 *
 * @param clients for clients and the other brokers
 * @param controllers for the controllers among themselves
 * @param doors more ways in for clients
 */
public record KafkaPorts(int clients, int controllers, List<Door> doors) {
  public KafkaPorts {
    doors = List.copyOf(doors);
  }

  /** Without more ways in. */
  public KafkaPorts(int clients, int controllers) {
    this(clients, controllers, List.of());
  }

  /**
   * A way in for clients who reach the broker through something between, as a proxy.
   *
   * @param listens the broker's own port
   * @param advertised the port that it tells those who came in this way: Kafka's clients connect to
   *     where they are told
   */
  public record Door(int listens, int advertised) {}
}
