package dev.ovation.app.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CheckpointWatchTest {
  private static final Health WELL = Health.up("the ledger is at the log's end");

  private @Nullable Duration age = Duration.ZERO;
  private final CheckpointWatch watch = new CheckpointWatch(this::told, Duration.ofDays(14));

  private Duration told() {
    if (age == null) {
      throw new OvationException(ErrorCode.LEDGER_UNAVAILABLE, "it is down");
    }
    return age;
  }

  private Health after(@Nullable Duration now) {
    age = now;
    watch.sample();
    return watch.addTo(WELL);
  }

  @Test
  void aQuarterOfRetentionIsAsItShouldBe() {
    assertThat(after(Duration.ofDays(4))).isEqualTo(WELL);
    assertThat(watch.behind()).isEqualTo(Duration.ofDays(4));
  }

  @Test
  void fromHalfOfRetentionOnItWarns() {
    Health late = after(Duration.ofDays(8));

    assertThat(late.state()).isEqualTo(State.DEGRADED);
    assertThat(late.detail()).startsWith(WELL.detail()).contains("192 h").contains("336 h");
  }

  @Test
  void whatIsWorseStays() {
    after(Duration.ofDays(8));

    assertThat(watch.addTo(Health.down("it fails")).state()).isEqualTo(State.DOWN);
  }

  @Test
  void whileTheLedgerIsDownTheLastAnswerCounts() {
    after(Duration.ofDays(8));

    assertThat(after(null).state()).isEqualTo(State.DEGRADED);
  }
}
