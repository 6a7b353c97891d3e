package dev.ovation.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports on loopback for engines to listen on. Stateless. */
public final class FreePorts {
  private static final int PAIR_TRIES = 100;
  private static final int PAIR_PORTS_FROM = 10_000;
  private static final int PAIR_PORTS = 12_000;

  private FreePorts() {}

  /**
   * Finds ports that are free now, all different.
   *
   * @throws EngineException when there are none
   */
  public static List<Integer> find(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      try {
        for (int i = 0; i < count; i++) {
          sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        }
        return sockets.stream().map(ServerSocket::getLocalPort).toList();
      } finally {
        for (ServerSocket socket : sockets) {
          socket.close();
        }
      }
    } catch (IOException e) {
      throw new EngineException("can't find " + count + " free ports: " + e, e);
    }
  }

  /**
   * Finds a port that is free now, together with the one that is {@code distance} higher. Neither
   * is one that the machine gives to clients, so both stay free while their engine is down.
   *
   * @throws EngineException when none was found
   */
  public static int findPair(int distance) {
    for (int i = 0; i < PAIR_TRIES; i++) {
      int port = PAIR_PORTS_FROM + ThreadLocalRandom.current().nextInt(PAIR_PORTS);
      if (isFree(port) && isFree(port + distance)) {
        return port;
      }
    }
    throw new EngineException("can't find a free port with one " + distance + " above it");
  }

  /** Whether nobody listens on a port of loopback now. */
  public static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
