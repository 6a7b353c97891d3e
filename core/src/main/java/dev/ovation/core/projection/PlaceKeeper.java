package dev.ovation.core.projection;

import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterHotStore.Claim;
import dev.ovation.core.port.ClusterHotStore.Tenure;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.TimeSource;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Renews the places of the partitions that a node owns, all of them several times a term. It waits
 * neither for a projector, whose batch may take longer than a term, nor for the ledger, without
 * which writes go on in the hot store.
 *
 * <p>Projectors say what is to be renewed; one keeper serves all of a node. Thread-safe.
 */
public final class PlaceKeeper {
  private final ClusterHotStore hot;
  private final TimeSource time;
  private final PlaceTerm term;
  private final Map<Integer, PlaceLease> leases = new ConcurrentHashMap<>();

  public PlaceKeeper(ClusterHotStore hot, TimeSource time, PlaceTerm term) {
    this.hot = hot;
    this.time = time;
    this.term = term;
  }

  /** Begins to look after a partition in place of an earlier owner in this node. */
  PlaceLease keep(int partition, long epoch) {
    PlaceLease lease = new PlaceLease(epoch, term, time);
    leases.put(partition, lease);
    return lease;
  }

  /**
   * Stops renewing a partition's place. To be called when the node loses the partition; where
   * another node has claimed it, the keeper finds out by itself.
   */
  public void release(int partition) {
    leases.remove(partition);
  }

  /**
   * Renews every place once. To be called at least three times a term, by whoever has nothing else
   * to do that may take long. Does not block, and leaves it to the next call to do better when the
   * store can't be reached.
   */
  public void renew() {
    leases.forEach(this::renew);
  }

  private void renew(int partition, PlaceLease lease) {
    var _ =
        ask(partition, lease)
            .whenComplete(
                (claim, failure) -> {
                  if (failure == null) {
                    lease.claimed(claim);
                  } else if (Failures.codeOf(failure) == ErrorCode.FENCED) {
                    leases.remove(partition, lease);
                  }
                });
  }

  /** Without a place, too, so that the server's time is known when one is made. */
  private CompletableFuture<Claim> ask(int partition, PlaceLease lease) {
    OptionalLong g = lease.g();
    @Nullable Tenure tenure = g.isPresent() ? lease.extend() : null;
    return tenure == null
        ? hot.claim(partition, lease.epoch())
        : hot.renewPlace(partition, g.getAsLong(), tenure);
  }
}
