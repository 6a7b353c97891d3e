package dev.ovation.proof.torture.load;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The nodes as a load balancer sees them: whoever has the fewest requests under way gets the next.
 * So a node that hangs holds some of the clients, and the others go on with the rest. Thread-safe.
 */
public final class Nodes {
  private final List<Node> nodes;
  private final Duration patience;

  /** One node. */
  static final class Node {
    private final int port;
    private final AtomicInteger underWay = new AtomicInteger();

    Node(int port) {
      this.port = port;
    }

    int port() {
      return port;
    }

    void release() {
      underWay.decrementAndGet();
    }
  }

  /**
   * @param ports where they listen, on loopback
   * @param patience how long a client waits for an answer
   */
  public Nodes(List<Integer> ports, Duration patience) {
    this.nodes = ports.stream().map(Node::new).toList();
    this.patience = patience;
  }

  Duration patience() {
    return patience;
  }

  List<Node> all() {
    return nodes;
  }

  /**
   * Takes one for a request, after which it is to be released.
   *
   * @param preferred whose turn it is among equals
   */
  Node take(int preferred) {
    Node best = nodes.get(preferred % nodes.size());
    for (Node node : nodes) {
      if (node.underWay.get() < best.underWay.get()) {
        best = node;
      }
    }
    best.underWay.incrementAndGet();
    return best;
  }
}
