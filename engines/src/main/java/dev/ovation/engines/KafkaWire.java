package dev.ovation.engines;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;

/** The one request of Kafka's protocol that asks whether a broker serves. Stateless. */
public final class KafkaWire {
  private static final int TIMEOUT_MILLIS = 2_000;
  private static final short API_VERSIONS = 18;
  private static final int CORRELATION = 0x6f766174;

  private KafkaWire() {}

  /** Asks the broker on a port of loopback which requests it knows; true when it says so. */
  public static boolean answers(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      new DataOutputStream(socket.getOutputStream()).write(request());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int size = in.readInt();
      int correlation = in.readInt();
      short error = in.readShort();
      return size > 6 && correlation == CORRELATION && error == 0;
    } catch (IOException e) {
      return false; // It does not listen, does not answer in time, or is no broker.
    }
  }

  /** Version 0: the header (API, version, correlation, no client's name) is all of it. */
  private static byte[] request() {
    ByteBuffer request = ByteBuffer.allocate(4 + 10);
    request.putInt(10).putShort(API_VERSIONS).putShort((short) 0);
    return request.putInt(CORRELATION).putShort((short) -1).array();
  }
}
