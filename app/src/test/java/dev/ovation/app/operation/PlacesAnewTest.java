package dev.ovation.app.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.operation.OperationKind.Slice;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.sim.hot.Defect;
import dev.ovation.core.sim.hot.HotServers;
import dev.ovation.core.sim.hot.ScriptedHotStore;
import dev.ovation.core.sim.hot.Wire;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Places are dropped one after the other, each once, by whoever works on the operation. */
final class PlacesAnewTest {
  private static final int PARTITIONS = 2;

  private final ClusterHotStore hot =
      new ScriptedHotStore(
          new Partitioner(PARTITIONS),
          new HotServers(
              1,
              new HotServers.Bounds(1_000_000, 1_000_000, 1_000_000, 100),
              EnumSet.noneOf(Defect.class),
              () -> 1_000),
          Wire.NONE);

  private void create(int partition, long g) {
    hot.createPlace(partition, new Place(g, 0, 0), List.of()).join();
  }

  private @Nullable Place place(int partition) {
    return hot.place(partition).join();
  }

  /** Another node may have it by now. */
  private Slice next(Progress from) throws InterruptedException {
    return new PlacesAnew(hot, PARTITIONS).next(from);
  }

  @Test
  void eachPartitionGetsANewPlaceBeforeTheNextLosesItsOwn() throws InterruptedException {
    create(0, 1);
    create(1, 2);
    Progress begun = next(Progress.START).progress();
    assertThat(place(0)).isNotNull();

    Slice waits = next(begun);
    assertThat(waits.detail()).contains("partition 0");
    assertThat(place(0)).isNull();
    assertThat(next(begun).progress()).isEqualTo(begun);
    assertThat(place(1)).isNotNull();

    create(0, 3);
    Progress half = next(begun).progress();
    assertThat(half.done()).isEqualTo(1);
    assertThat(next(begun).progress()).as("a slice that is done twice").isEqualTo(half);
    assertThat(place(0)).isEqualTo(new Place(3, 0, 0));

    next(half);
    assertThat(place(1)).isNull();
    create(1, 4);
    Progress all = next(half).progress();
    Slice last = next(all);
    assertThat(last.isLast()).isTrue();
    assertThat(place(0)).isEqualTo(new Place(3, 0, 0));
    assertThat(place(1)).isEqualTo(new Place(4, 0, 0));
  }

  @Test
  void whereThereWasNoneItWaitsForTheFirst() throws InterruptedException {
    create(1, 1);
    Progress begun = next(Progress.START).progress();
    assertThat(next(begun).progress()).isEqualTo(begun);

    create(0, 2);
    assertThat(next(begun).progress().done()).isEqualTo(1);
    assertThat(place(0)).isEqualTo(new Place(2, 0, 0));
  }
}
