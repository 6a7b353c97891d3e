package dev.ovation.adapters.engines;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** Finds ports on loopback for engines to listen on. Stateless. */
public final class FreePorts {
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
}
