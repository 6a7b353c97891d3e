package dev.ovation.core.projection;

import dev.ovation.core.port.ClusterHotStore.Created;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.ClusterHotStore.Tenure;
import dev.ovation.core.port.ClusterLedger.Generation;
import dev.ovation.core.port.HotStore.Place;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes a partition's place where there is none, step by step: notes that it is missing, waits for
 * the ledger to have all that was answered, and prepares and creates it.
 *
 * <p>Not thread-safe.
 */
final class PlaceMaking {
  private final int partition;
  private final ClusterProjector.Ports ports;
  private @Nullable Vacancy vacancy;
  private @Nullable Tenure tenure;
  private @Nullable Generation generation;

  /** A place that is missing, and how far the ledger must be before one is made. */
  private record Vacancy(Standing.Vacant at, long logEnd) {}

  PlaceMaking(int partition, ClusterProjector.Ports ports) {
    this.partition = partition;
    this.ports = ports;
  }

  /** There is a place, or nobody knows. */
  void forget() {
    vacancy = null;
  }

  /**
   * Notes that there is none. What was answered and not projected when the place was lost is in the
   * log up to its end now. The new place must not be written before the ledger has that.
   *
   * @return whether the log told its end; while it does not, the partition stays cold
   */
  CompletableFuture<Boolean> note(Standing.Vacant vacant) {
    return ports
        .log()
        .endNow(partition)
        .handle(
            (end, failure) -> {
              vacancy = failure == null ? new Vacancy(vacant, end) : null;
              return failure == null;
            });
  }

  /**
   * Whether a place is to be made.
   *
   * @param h the offset that the ledger stands at
   */
  boolean isDue(long h) {
    Vacancy missing = vacancy;
    return missing != null && h >= missing.logEnd();
  }

  /**
   * Fixes the deadline of the place that is to come, before its generation is taken: however late
   * that place arrives, it is known when it can't count any more.
   *
   * @return false when the place must be claimed anew first
   */
  boolean begin(PlaceLease lease) {
    tenure = lease.extend();
    return tenure != null;
  }

  /** Takes the generation that the place is to be of. */
  void generate(long epoch) {
    generation = ports.ledger().newGeneration(partition, epoch);
  }

  /** Creates the place. */
  CompletableFuture<Created> create() {
    Generation made = Objects.requireNonNull(generation);
    Standing.Vacant vacant = Objects.requireNonNull(vacancy).at();
    Tenure until = Objects.requireNonNull(tenure);
    return ports.hot().createPlace(partition, vacant, made.place(), made.parked(), until);
  }

  /** The place that was made. */
  Place made() {
    return Objects.requireNonNull(generation).place();
  }
}
