package dev.ovation.app.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.config.ConfigSources;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.projection.ProjectionLag;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RoomWatchTest {
  private static final long MEBIBYTE = 1 << 20;

  private final AtomicLong backlog = new AtomicLong();
  private final AtomicLong free = new AtomicLong(1_000 * MEBIBYTE);
  private final WriteGate gate = new WriteGate("the test has not begun");
  private final RoomWatch watch =
      new RoomWatch(config(), gate, backlog::get, free::get, () -> null);

  @Test
  void writesAreRefusedWhileTheBacklogIsAboveItsBoundAndTakenAgainBelowNineTenths() {
    gate.open();
    assertRefused(1_000, null);
    assertRefused(1_001, ErrorCode.BACKLOG_FULL);
    assertRefused(901, ErrorCode.BACKLOG_FULL);
    assertRefused(900, null);
    assertRefused(1_000, null);
  }

  private void assertRefused(long waiting, @Nullable ErrorCode code) {
    backlog.set(waiting);
    watch.look();
    OvationException refusal = gate.writeRefusal();
    assertThat(refusal == null ? null : refusal.code()).as("%d wait", waiting).isEqualTo(code);
    assertThat(gate.refusal()).as("reads are served").isNull();
  }

  @Test
  void writesAreRefusedWhileTheDiskIsNearlyFull() {
    gate.open();
    free.set(100 * MEBIBYTE - 1);
    watch.look();
    OvationException refusal = Objects.requireNonNull(gate.writeRefusal());
    assertThat(refusal.code()).isEqualTo(ErrorCode.DISK_FULL);
    assertThat(refusal).hasMessageContaining("99 MiB free, 100 are needed");
    free.set(110 * MEBIBYTE);
    watch.look();
    assertThat(gate.writeRefusal()).as("not yet: it would flutter").isNotNull();
    free.set(125 * MEBIBYTE);
    watch.look();
    assertThat(gate.writeRefusal()).isNull();
  }

  @Test
  void nothingIsServedBeforeTheGateOpensOrAfterItCloses() {
    assertThat(Objects.requireNonNull(gate.refusal()).code()).isEqualTo(ErrorCode.NOT_READY);
    gate.open();
    assertThat(gate.refusal()).isNull();
    gate.close();
    gate.open();
    assertThat(Objects.requireNonNull(gate.writeRefusal())).hasMessageContaining("stopping");
  }

  @Test
  void theLagIsTheAgeOfTheOldestEventThatWaits() {
    ProjectionLag lag = new ProjectionLag();
    lag.sample(10, 10, seconds(0));
    assertThat(lag.age(seconds(1))).isEqualTo(Duration.ZERO);
    lag.sample(20, 10, seconds(1));
    lag.sample(30, 10, seconds(2));
    assertThat(lag.events()).isEqualTo(20);
    assertThat(lag.age(seconds(5))).isEqualTo(Duration.ofSeconds(4));
    lag.sample(30, 20, seconds(5));
    assertThat(lag.age(seconds(5))).isEqualTo(Duration.ofSeconds(3));
    lag.sample(30, 30, seconds(6));
    assertThat(lag.age(seconds(6))).isEqualTo(Duration.ZERO);
    assertThat(lag.events()).isZero();
  }

  private static long seconds(int count) {
    return TimeUnit.SECONDS.toNanos(count);
  }

  private static OvationConfig config() {
    return OvationConfig.load(
            new ConfigSources(
                null,
                Map.of(),
                List.of("projector.backlog-events-max=1000", "data.free-min=100MiB"),
                List.of()),
            1L << 32)
        .config();
  }
}
