package dev.ovation.adapters.kafka;

import dev.ovation.core.port.PartitionOwnership.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Which node of a test holds which partition, as told to the nodes' listeners. Thread-safe. */
final class Holders {
  private final AtomicReferenceArray<@Nullable String> holders;
  private final List<String> violations = new ArrayList<>();
  private int changes;

  Holders(int partitions) {
    holders = new AtomicReferenceArray<>(partitions);
  }

  Set<Integer> of(String node) {
    return IntStream.range(0, holders.length())
        .filter(partition -> node.equals(holders.get(partition)))
        .boxed()
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** How often a partition was given or taken. */
  synchronized int changes() {
    return changes;
  }

  /** Partitions that were with two nodes at once, or taken from a node that had not got them. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  private synchronized void change(
      int partition, @Nullable String from, @Nullable String to, String node) {
    changes++;
    String holder = holders.getAndSet(partition, to);
    if (from == null ? holder != null : !from.equals(holder)) {
      violations.add(
          "%d was with %s when %s was told of a change".formatted(partition, holder, node));
    }
  }

  Listener listener(String node) {
    return new Listener() {
      @Override
      public void assigned(int partition) {
        change(partition, null, node, node);
      }

      @Override
      public void revoked(int partition) {
        change(partition, node, null, node);
      }
    };
  }

  /** Notes every change and then fails. */
  Listener failingListener(String node) {
    Listener noting = listener(node);
    return new Listener() {
      @Override
      public void assigned(int partition) {
        noting.assigned(partition);
        throw new IllegalStateException("planted");
      }

      @Override
      public void revoked(int partition) {
        noting.revoked(partition);
        throw new IllegalStateException("planted");
      }
    };
  }
}
