package dev.ovation.app.operation;

import dev.ovation.app.operation.OperationKind.Run;
import dev.ovation.app.operation.OperationKind.Slice;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.Operation.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Fills a shared hot store anew, a partition at a time: its place is dropped, its owner makes
 * another, and whatever belonged to the first is missing from then on, in views of actors, too.
 * Meanwhile the partition is cold, which is nothing but what happens when the store forgets:
 * readers ask the ledger, and writers wait for it. Nothing is lost, because a new place is not made
 * before the ledger has all that was in the log when the old one was gone. Thread-safe.
 */
public final class PlacesAnew implements Run {
  private static final long POLL_MILLIS = 50;

  private final ClusterHotStore hot;
  private final int partitions;

  public PlacesAnew(ClusterHotStore hot, int partitions) {
    this.hot = hot;
    this.partitions = partitions;
  }

  /** The bookmark tells each partition's place as it was when the operation began. */
  @Override
  public Slice next(Progress from) throws InterruptedException {
    if (from.bookmark().isEmpty()) {
      List<String> places = new ArrayList<>();
      for (int p = 0; p < partitions; p++) {
        places.add(Long.toString(generation(Outcomes.await(hot.standing(p)))));
      }
      return Slice.more(from.at(0, partitions, String.join(",", places)), "");
    }
    int p = (int) from.done();
    if (p == partitions) {
      return Slice.last(from, "the places of " + partitions + " partitions are new");
    }
    long old = Long.parseLong(from.bookmark().split(",", -1)[p]);
    Standing now = Outcomes.await(hot.standing(p));
    if (now instanceof Standing.At(var place) && place.g() != old) {
      return Slice.more(from.at(p + 1L, partitions, from.bookmark()), "");
    }
    if (now instanceof Standing.At) {
      Outcomes.await(hot.dropPlace(p, old));
    }
    TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    return Slice.more(from, "waits until the owner of partition " + p + " has made a new place");
  }

  /** 0 where there is none: whatever is made there is new. */
  private static long generation(Standing at) {
    return switch (at) {
      case Standing.At(var place) -> place.g();
      case Standing.Vacant none -> 0;
    };
  }
}
