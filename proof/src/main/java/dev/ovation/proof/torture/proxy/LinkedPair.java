package dev.ovation.proof.torture.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** The connection of a client to a link, and the link's to the server. Thread-safe. */
final class LinkedPair {
  private static final int CHUNK = 16_384;
  private static final int DRIP = 64;

  private final Link link;
  private final Socket client;
  private final Socket server = new Socket();
  private final int serverPort;

  LinkedPair(Link link, Socket client, int serverPort) {
    this.link = link;
    this.client = client;
    this.serverPort = serverPort;
  }

  void start() {
    Thread.ofVirtual().start(this::connectAndPump);
  }

  private void connectAndPump() {
    try {
      if (link.mode() == LinkMode.RESET) {
        reset();
        return;
      }
      if (link.mode() != LinkMode.HALF_OPEN) {
        link.awaitPassage(true);
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort));
        server.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> pump(server, client, false));
      }
      client.setTcpNoDelay(true);
      pump(client, server, true);
    } catch (IOException e) {
      // Nobody listens there: the client learns it as it would without a link between.
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset();
    }
  }

  private void pump(Socket from, Socket to, boolean toServer) {
    byte[] chunk = new byte[CHUNK];
    try {
      InputStream in = from.getInputStream();
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        pass(chunk, length, to, toServer);
      }
      link.awaitPassage(toServer);
      to.shutdownOutput();
    } catch (IOException e) {
      reset();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      reset();
    } finally {
      endIfBothDid();
    }
  }

  private void pass(byte[] chunk, int length, Socket to, boolean toServer)
      throws IOException, InterruptedException {
    switch (link.awaitPassage(toServer)) {
      case HALF_OPEN -> {} // Nobody is there to hear it.
      case DELAY -> {
        Thread.sleep(link.delay());
        // What came with the time may have to wait now.
        link.awaitPassage(toServer);
        to.getOutputStream().write(chunk, 0, length);
      }
      case DRIP -> drip(chunk, length, to, toServer);
      case RESET -> throw new IOException("reset");
      case PASS, DROP, TO_SERVER_ONLY, TO_CLIENT_ONLY ->
          to.getOutputStream().write(chunk, 0, length);
    }
  }

  private void drip(byte[] chunk, int length, Socket to, boolean toServer)
      throws IOException, InterruptedException {
    OutputStream out = to.getOutputStream();
    int sent = 0;
    while (sent < length && link.mode() == LinkMode.DRIP) {
      int part = Math.min(DRIP, length - sent);
      out.write(chunk, sent, part);
      sent += part;
      Thread.sleep(link.delay());
    }
    if (sent < length) {
      link.awaitPassage(toServer);
      out.write(chunk, sent, length - sent);
    }
  }

  /** Both have said all they had to say: an orderly end, which loses nothing. */
  private void endIfBothDid() {
    if (client.isOutputShutdown() && server.isOutputShutdown()) {
      close();
    }
  }

  /** Ends both connections with a reset instead of a goodbye. */
  void reset() {
    try {
      if (!client.isClosed()) {
        client.setSoLinger(true, 0);
      }
      if (!server.isClosed()) {
        server.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      // It was closed this very moment.
    }
    close();
  }

  private void close() {
    link.ended(this);
    for (Socket socket : new Socket[] {client, server}) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is gone already, which is what was wanted.
      }
    }
  }
}
