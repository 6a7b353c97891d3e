package dev.ovation.core.port;

import dev.ovation.core.port.ClusterHotStore.Created;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.ClusterHotStore.Tenure;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Place;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Places that do not expire while a test runs, made by nobody's owner. */
public final class LastingPlaces {
  private static final long LASTING_MILLIS = Duration.ofDays(1).toMillis();

  private LastingPlaces() {}

  public static CompletableFuture<Created> create(
      ClusterHotStore hot,
      int partition,
      Standing.Vacant vacancy,
      Place place,
      List<ParkedEvent> parked) {
    return hot.claim(partition, 0)
        .thenCompose(
            claim ->
                hot.createPlace(
                    partition,
                    vacancy,
                    place,
                    parked,
                    new Tenure(0, claim.serverRunId(), claim.serverMillis() + LASTING_MILLIS)));
  }
}
