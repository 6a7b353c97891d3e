package dev.ovation.app.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.app.profile.WriteGate.NoRoom;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClockCheckTest {
  private static final long NOON = 1_700_000_000_000L;

  private long nanos;
  private long takesMillis;
  private long ledgerAheadMillis;
  private boolean away;

  private final TimeSource time =
      new TimeSource() {
        @Override
        public long millis() {
          return NOON + TimeUnit.NANOSECONDS.toMillis(nanos);
        }

        @Override
        public long nanos() {
          return nanos;
        }
      };

  private final ClockCheck check = new ClockCheck(time, this::ledgerMillis);

  /** Told half-way there and back. */
  private long ledgerMillis() {
    if (away) {
      throw new OvationException(ErrorCode.LEDGER_UNAVAILABLE, "away");
    }
    nanos += TimeUnit.MILLISECONDS.toNanos(takesMillis);
    return time.millis() - takesMillis / 2 + ledgerAheadMillis;
  }

  private @Nullable NoRoom hindranceAt(long aheadMillis, long askedForMillis) {
    ledgerAheadMillis = aheadMillis;
    takesMillis = askedForMillis;
    check.measure();
    return check.hindrance();
  }

  @Test
  void aClockThatIsOffByMoreThanASecondEitherWayMayNotWrite() {
    assertThat(check.hindrance()).as("not known yet").isNull();
    assertThat(hindranceAt(900, 2)).isNull();
    assertThat(check.check().state()).isEqualTo(State.UP);

    NoRoom behind = Objects.requireNonNull(hindranceAt(1_500, 2));
    assertThat(behind.code()).isEqualTo(ErrorCode.NOT_READY);
    assertThat(behind.reason()).contains("1500 ms behind the ledger's");
    assertThat(check.check().state()).isEqualTo(State.DOWN);
    assertThat(Objects.requireNonNull(hindranceAt(-1_500, 2)).reason())
        .contains("1500 ms ahead of the ledger's");
    assertThat(hindranceAt(0, 2)).as("set right").isNull();
  }

  @Test
  void whatASlowAnswerCantTellIsNotHeldAgainstTheClock() {
    assertThat(hindranceAt(1_500, 2_000)).isNull();
    assertThat(hindranceAt(2_500, 2_000)).isNotNull();
  }

  @Test
  void whatWasMeasuredLastHoldsWhileTheLedgerIsAway() {
    assertThat(hindranceAt(1_500, 2)).isNotNull();
    away = true;
    assertThatThrownBy(check::measure).hasMessage("away");
    assertThat(check.hindrance()).isNotNull();
  }
}
