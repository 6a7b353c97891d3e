package dev.ovation.core.sim;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.CaseDesk.Standing;
import dev.ovation.core.consistency.CaseDesk.Strategy;
import dev.ovation.core.consistency.Suspicion;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which cases are mended by themselves, and when none is any more. */
class CaseDeskTest {
  private static final Partitioner PARTITIONS = new Partitioner(2);

  private final SimTime time = new SimTime();
  private final SimSweepLedger ledger =
      new SimSweepLedger(new SimLedger.Disk(PARTITIONS), () -> false);

  private CaseDesk desk(boolean repairs, Set<String> reportOnly, int casesMax) {
    return new CaseDesk(ledger, PARTITIONS, time, new Strategy(repairs, reportOnly, casesMax));
  }

  private static Suspicion wrong(int video, String cause) {
    TargetKind targetKind = new TargetKind(new Target("default", "video", "" + video), "like");
    return new Suspicion(targetKind, cause, "seen by a test");
  }

  private long in(CaseState state) {
    return ledger.cases(0, 1_000).stream().map(RepairCase::state).filter(state::equals).count();
  }

  @Test
  void theConfigurationSaysWhatIsMended() {
    CaseDesk desk = desk(true, Set.of("hot-count"), 100);
    assertThat(desk.open(wrong(1, "lost-row"), "test", false)).isTrue();
    assertThat(desk.open(wrong(2, "hot-count"), "test", false)).isTrue();
    assertThat(desk.open(wrong(1, "lost-row"), "test", false)).as("it is open").isFalse();
    assertThat(in(CaseState.DUE)).isEqualTo(1);
    assertThat(in(CaseState.HELD)).isEqualTo(1);

    CaseDesk reports = desk(false, Set.of(), 100);
    reports.open(wrong(3, "lost-row"), "test", false);
    assertThat(in(CaseState.HELD)).isEqualTo(2);
    reports.open(wrong(4, "lost-row"), "test", true);
    assertThat(in(CaseState.DUE)).as("somebody asked for it").isEqualTo(2);
  }

  @Test
  void tooManyWithinAnHourAreAllHeldUntilTheyAreReleased() {
    CaseDesk desk = desk(true, Set.of(), 5);
    for (int video = 0; video < 8; video++) {
      desk.open(wrong(video, "lost-row"), "test", true);
    }
    assertThat(in(CaseState.HELD)).isEqualTo(8);
    assertThat(desk.standing().braked()).isTrue();

    time.advance(Duration.ofHours(2));
    CaseDesk other = desk(true, Set.of(), 5);
    other.open(wrong(20, "lost-row"), "test", false);
    assertThat(in(CaseState.HELD)).as("another node, later").isEqualTo(9);

    assertThat(desk.release("ops")).isEqualTo(9);
    assertThat(desk.standing().braked()).isFalse();
    assertThat(in(CaseState.DUE)).isEqualTo(9);
    time.advance(Duration.ofSeconds(10));
    other.open(wrong(21, "lost-row"), "test", false);
    assertThat(in(CaseState.DUE)).as("the hour begins anew").isEqualTo(10);
  }

  @Test
  void oneIsReleasedWhileTheOthersAreHeldStill() {
    CaseDesk desk = desk(true, Set.of(), 5);
    for (int video = 0; video < 8; video++) {
      desk.open(wrong(video, "lost-row"), "test", true);
    }
    RepairCase one = ledger.cases(0, 1_000).getFirst();

    RepairCase released = requireNonNull(desk.release(one.id(), "ops"));

    assertThat(released.state()).isEqualTo(CaseState.DUE);
    assertThat(released.evidence()).startsWith("seen by a test (released by ops at 2");
    assertThat(desk.standing()).isEqualTo(new Standing(true, 1, 7));
    desk.open(wrong(30, "lost-row"), "test", true);
    assertThat(desk.standing()).as("nothing else is let go").isEqualTo(new Standing(true, 1, 8));
    assertThat(desk.release(-1, "ops")).isNull();
  }

  @Test
  void aFewAnHourAreMendedHoweverManyTheyBecome() {
    CaseDesk desk = desk(true, Set.of(), 5);
    for (int video = 0; video < 20; video++) {
      desk.open(wrong(video, "lost-row"), "test", false);
      time.advance(Duration.ofMinutes(20));
    }
    assertThat(in(CaseState.DUE)).isEqualTo(20);
  }

  @Test
  void whatWasNotSummedIsNoStormAndHidesNone() {
    CaseDesk desk = desk(false, Set.of(), 5);
    for (int video = 100; video < 150; video++) {
      desk.open(wrong(video, SweepLedger.NOT_SUMMED), "test", true);
    }
    assertThat(in(CaseState.DUE)).isEqualTo(50);
    for (int video = 0; video < 4; video++) {
      desk.open(wrong(video, "lost-row"), "test", true);
    }
    for (int video = 150; video < 200; video++) {
      desk.open(wrong(video, SweepLedger.NOT_SUMMED), "test", true);
    }
    CaseDesk other = desk(true, Set.of(), 5);
    other.open(wrong(10, "lost-row"), "test", false);
    assertThat(in(CaseState.HELD)).isZero();

    other.open(wrong(11, "lost-row"), "test", false);

    assertThat(in(CaseState.HELD)).as("one too many: those that are wrong").isEqualTo(6);
    assertThat(in(CaseState.DUE)).isEqualTo(100);
    assertThat(desk(false, Set.of(), 5).open(wrong(99, SweepLedger.NOT_SUMMED), "test", true))
        .isTrue();
    assertThat(in(CaseState.DUE)).isEqualTo(101);
  }

  @Test
  void ofAStormNotAllIsKept() {
    CaseDesk desk = desk(true, Set.of(), 2);
    for (int video = 0; video < 100; video++) {
      desk.open(wrong(video, "lost-row"), "test", false);
    }
    assertThat(ledger.cases(0, 1_000)).hasSize(20);
  }
}
