package dev.ovation.proof.torture.proxy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP proxy on loopback that stands for the network between somebody and a server, and does to it
 * what it is told. Thread-safe.
 *
 * <p>It stands at the ends of connections, not among packets. So a new connection is always
 * accepted, also when nothing goes through; the other side then sees silence where a real network
 * would not even have let it connect.
 */
public final class Link implements AutoCloseable {
  private static final int BACKLOG = 256;

  private final ServerSocket listener;
  private final int serverPort;
  private final Duration delay;
  private final Set<LinkedPair> pairs = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile LinkMode mode = LinkMode.PASS;

  /**
   * Begins to listen.
   *
   * @param port where
   * @param serverPort of the server; it need not be there yet
   * @param delay of {@link LinkMode#DELAY}, and between two drips
   */
  public Link(int port, int serverPort, Duration delay) throws IOException {
    this.listener = new ServerSocket();
    listener.setReuseAddress(true);
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    this.serverPort = serverPort;
    this.delay = delay;
    Thread.ofVirtual().name("link to " + serverPort).start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Changes what the link does, to what is under way, too. */
  public void set(LinkMode next) {
    LinkMode before;
    lock.lock();
    try {
      before = mode;
      mode = next;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (next == LinkMode.RESET || before == LinkMode.HALF_OPEN) {
      pairs.forEach(LinkedPair::reset);
    }
  }

  LinkMode mode() {
    return mode;
  }

  Duration delay() {
    return delay;
  }

  /** Waits while bytes in a direction wait, and returns what is to be done to them then. */
  LinkMode awaitPassage(boolean toServer) throws InterruptedException {
    lock.lock();
    try {
      while (mode.holds(toServer)) {
        changed.await();
      }
      return mode;
    } finally {
      lock.unlock();
    }
  }

  void ended(LinkedPair pair) {
    pairs.remove(pair);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        LinkedPair pair = new LinkedPair(this, client, serverPort);
        pairs.add(pair);
        pair.start();
      }
    } catch (SocketException closed) {
      // The end of this link, which closes the connections as well.
    } catch (IOException e) {
      throw new IllegalStateException("the link to " + serverPort + " can't accept", e);
    }
  }

  /** Ends it and all its connections. */
  @Override
  public void close() throws IOException {
    listener.close();
    set(LinkMode.RESET);
  }
}
