package dev.ovation.adapters.redis;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which server has which slot. One server has all of them; nodes of a cluster are asked, at first
 * and whenever something hints that slots have moved. Thread-safe.
 */
final class Servers implements AutoCloseable {
  /** A map of slots that may be wrong is asked for anew, but not more often than this. */
  private static final Duration REFRESH_PAUSE = Duration.ofMillis(100);

  private final Connector connector;
  private final TimeSource time;
  private final Map<Address, Node> nodes = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<@Nullable Node> owners =
      new AtomicReferenceArray<>(SlotHash.SLOT_COUNT);

  // Guarded by this.
  private CompletableFuture<Void> refresh = CompletableFuture.completedFuture(null);
  private long refreshedNanos;
  private boolean closed;

  Servers(Connector connector, TimeSource time) {
    this.connector = connector;
    this.time = time;
    this.refreshedNanos = time.nanos() - REFRESH_PAUSE.toNanos();
  }

  /** The server to ask about a slot; the future fails when none is known and none can be asked. */
  CompletableFuture<Node> owner(int slot) {
    Node known = owners.get(slot);
    if (known != null) {
      return CompletableFuture.completedFuture(known);
    }
    return refresh()
        .thenApply(
            done -> {
              Node found = owners.get(slot);
              if (found == null) {
                throw new OvationException(
                    ErrorCode.HOT_STORE_UNAVAILABLE,
                    "no node of the Redis Cluster serves slot " + slot + "; see CLUSTER SLOTS");
              }
              return found;
            });
  }

  /** The server at an address, known or not. */
  Node at(Address address) {
    return nodes.computeIfAbsent(address, a -> new Node(a, connector, time));
  }

  /** A server said that a slot has moved. */
  void moved(int slot, Node to) {
    owners.set(slot, to);
    suspect();
  }

  /** Something went wrong that is explained if slots have moved. */
  void suspect() {
    synchronized (this) {
      if (time.nanos() - refreshedNanos < REFRESH_PAUSE.toNanos()) {
        return;
      }
    }
    var _ = refresh();
  }

  /** The servers that have slots. */
  Set<Node> inUse() {
    Set<Node> used = new LinkedHashSet<>();
    for (int slot = 0; slot < owners.length(); slot++) {
      Node owner = owners.get(slot);
      if (owner != null) {
        used.add(owner);
      }
    }
    return used;
  }

  private synchronized CompletableFuture<Void> refresh() {
    if (closed) {
      return CompletableFuture.failedFuture(closed());
    }
    if (refresh.isDone()) {
      refreshedNanos = time.nanos();
      Set<Node> candidates = inUse();
      connector.seeds().forEach(seed -> candidates.add(at(seed)));
      refresh = ask(candidates.iterator());
    }
    return refresh;
  }

  static OvationException closed() {
    return new OvationException(ErrorCode.HOT_STORE_UNAVAILABLE, "the hot store is closed");
  }

  /** Asks one after the other until one answers. */
  private CompletableFuture<Void> ask(Iterator<Node> candidates) {
    Node candidate = candidates.next();
    return candidate
        .connection()
        .thenCompose(connection -> ask(candidate, connection))
        .exceptionallyCompose(
            failure ->
                candidates.hasNext()
                    ? ask(candidates)
                    : CompletableFuture.failedFuture(Failures.of(candidate.address(), failure)));
  }

  private CompletableFuture<Void> ask(Node node, NodeConnection connection) {
    if (!connection.server().clustered()) {
      own(0, SlotHash.SLOT_COUNT - 1, node);
      return CompletableFuture.completedFuture(null);
    }
    return connection.clusterSlots().thenAccept(ranges -> install(ranges, node.address()));
  }

  private void own(int from, int to, Node node) {
    for (int slot = from; slot <= to; slot++) {
      owners.set(slot, node);
    }
  }

  /** Takes over the answer to CLUSTER SLOTS: from, to, master, replicas. */
  private void install(List<Object> ranges, Address asked) {
    for (Object each : ranges) {
      List<?> range = (List<?>) each;
      List<?> master = (List<?>) range.get(2);
      String host = Reply.text(master.get(0));
      int port = (int) Reply.number(master.get(1));
      Node node = at(new Address(host.isEmpty() ? asked.host() : host, port));
      own((int) Reply.number(range.get(0)), (int) Reply.number(range.get(1)), node);
    }
  }

  @Override
  public void close() {
    Collection<Node> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(nodes.values());
    }
    all.forEach(Node::close);
  }
}
