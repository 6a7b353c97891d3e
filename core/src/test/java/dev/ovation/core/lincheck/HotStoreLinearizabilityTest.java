package dev.ovation.core.lincheck;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.Samples;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Writes of one register and of one counter, the projector's confirms, fills, evictions and reads
 * by several threads, as if they had come one after the other. Views of actors are another lock's
 * and not in this.
 */
@Param(name = "number", gen = IntGen.class, conf = "1:4")
@Param(name = "token", gen = IntGen.class, conf = "1:2")
public class HotStoreLinearizabilityTest {
  private static final Interaction LIKE = Samples.like(1, "u1");
  private static final TargetKind LIKES = LIKE.targetKind();
  private static final Interaction VIEW = Samples.view(1, "u1");

  private final MemoryHotStore hot =
      new MemoryHotStore(
          new Partitioner(1), new MemoryHotStore.Limits(1_000_000, 1_000_000, 1_000_000, 10));

  public HotStoreLinearizabilityTest() {
    hot.createPlace(0, new Place(0, 0, 0, 0), List.of()).join();
  }

  @Operation
  public String like(@Param(name = "number") int number) {
    return apply(Samples.set(LIKE, "like", 2 * number), 2 * number);
  }

  @Operation
  public String unlike(@Param(name = "number") int number) {
    return apply(Samples.set(LIKE, null, 2 * number + 1), 2 * number + 1);
  }

  @Operation
  public String view(@Param(name = "number") int number, @Param(name = "token") int token) {
    return apply(Samples.add(VIEW, 1, "t" + token, number), number);
  }

  private String apply(Event event, int offset) {
    return String.valueOf(hot.apply(event, offset, Row.NONE, 0, true).join());
  }

  @Operation
  public String read() {
    return String.valueOf(
        hot.read(List.of(new HotQuery(LIKES, "u1"), new HotQuery(VIEW.targetKind(), null))).join());
  }

  @Operation
  public String place() {
    return String.valueOf(hot.place(0).join());
  }

  @Operation
  public String fill(@Param(name = "number") int number) {
    return String.valueOf(
        hot.fillBase(LIKES, new BaseSnapshot(Counts.NONE, number, number, 0)).join());
  }

  @Operation
  public String confirm(@Param(name = "number") int number) {
    Row row = new Row("like", Samples.version(number), Samples.AT_MILLIS + number, number);
    Commit commit = new Commit(0, number - 1L, number, number, 0, Samples.version(number));
    TargetConfirm confirm =
        new TargetConfirm(
            LIKES, Counts.of(Map.of("like", 1L)), List.of(new KeyedRow("u1", row)), List.of());
    return String.valueOf(hot.confirmTargets(commit, List.of(confirm)).join());
  }

  @Operation
  public void evictAll() {
    hot.evictAll();
  }

  @Test
  @Tag("long")
  void isLinearizable() {
    Checks.linearizable(HotStoreLinearizabilityTest.class);
  }
}
