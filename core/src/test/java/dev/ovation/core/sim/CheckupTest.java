package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.Checkup;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.SweepSettings;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A look at some targets goes in steps of about as many rows as a step may read. */
class CheckupTest extends OnePartition {
  /** A quarter of a second's worth is 50 rows a step. */
  private static final int ROWS_PER_SECOND = 200;

  /** Videos have so many likes, in their order. */
  private Checkup checkup(int... likes) {
    List<TargetKind> targetKinds = new ArrayList<>();
    List<RowChange> rows = new ArrayList<>();
    List<CountChange> counts = new ArrayList<>();
    for (int video = 0; video < likes.length; video++) {
      TargetKind targetKind = Samples.likesOf(video);
      for (int actor = 0; actor < likes[video]; actor++) {
        Interaction like = Samples.like(video, "u" + actor);
        rows.add(
            new RowChange(
                like, Row.NONE, new Row("like", Samples.version(1), Samples.AT_MILLIS, 1)));
      }
      targetKinds.add(targetKind);
      counts.add(new CountChange(targetKind, new TreeMap<>(Map.of("like", (long) likes[video]))));
    }
    LedgerPosition position = new LedgerPosition(1, rows.size(), Samples.version(1));
    disk.commit(
        0, LedgerState.EMPTY.with(new Changes(position, rows, counts, List.of(), List.of())));
    return sweeper().checkup(targetKinds, false);
  }

  private Sweeper sweeper() {
    return sweeper(
        new SimSweepLedger(disk, () -> false),
        SweepSettings.standard(
            Duration.ofMinutes(1),
            Duration.ZERO,
            ROWS_PER_SECOND,
            Duration.ofDays(1),
            Duration.ofMinutes(10)),
        new CaseDesk.Strategy(false, Set.of(), 1_000));
  }

  /** How many were counted again in each step, until all were; the first only looks. */
  private static List<Long> steps(Checkup checkup, long all) {
    List<Long> steps = new ArrayList<>();
    long counted = 0;
    while (counted < all) {
      assertThat(checkup.isDone()).isFalse();
      checkup.step().join();
      long now = checkup.figures().get(What.RECOUNTED);
      steps.add(now - counted);
      counted = now;
    }
    assertThat(checkup.suspicions()).isEmpty();
    return steps;
  }

  @Test
  void smallOnesShareAStep() {
    assertThat(steps(checkup(10, 10, 10, 10, 10, 10, 10), 7)).containsExactly(0L, 5L, 2L);
  }

  @Test
  void aLargeOneHasAStepForItself() {
    assertThat(steps(checkup(30, 30, 200, 10, 0, 40), 6)).containsExactly(0L, 1L, 1L, 1L, 3L);
  }
}
