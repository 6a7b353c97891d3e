package dev.ovation.adapters.kafka;

import dev.ovation.core.port.PartitionOwnership.Listener;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that this node holds. Tells the listener of each change once, whatever the group
 * says twice. Used by one thread; only {@link #count} may be asked by any.
 */
final class Holdings {
  private static final Logger LOG = LoggerFactory.getLogger(Holdings.class);

  private final Listener listener;
  private final SortedSet<Integer> held = new TreeSet<>();
  private volatile int count;

  Holdings(Listener listener) {
    this.listener = listener;
  }

  int count() {
    return count;
  }

  void add(int partition) {
    if (held.add(partition)) {
      count = held.size();
      tell("assigned", partition, listener::assigned);
    }
  }

  void remove(int partition) {
    if (held.remove(partition)) {
      count = held.size();
      tell("revoked", partition, listener::revoked);
    }
  }

  void removeAll() {
    List.copyOf(held).forEach(this::remove);
  }

  /** A listener that fails on one partition is still told of the others. */
  private static void tell(String what, int partition, IntConsumer call) {
    try {
      call.accept(partition);
    } catch (RuntimeException e) {
      LOG.error("the listener failed when partition {} was {}", partition, what, e);
    }
  }
}
