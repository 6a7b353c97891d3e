package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.SweepSettings;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * An event of the log of which the ledger holds nothing is missing, unless a purge may have taken
 * what there was. Purges go by versions, so the wall clock, which may be set back, has no say.
 */
class PurgedEventsTest extends OnePartition {
  private static final Duration TOMBSTONE_AGE = Duration.ofDays(7);
  private static final Duration PURGED_EVERY = Duration.ofMinutes(10);
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private static final Event LIKE =
      new RegisterEvent(Samples.like(1, "u1"), "like", version(Duration.ZERO), 1);
  private static final Event VIEW_WITH_TOKEN =
      new CounterEvent(Samples.view(1, "u1"), 1, "token", version(Duration.ZERO), 1);

  /** A version that was given out so long after the first. */
  private static long version(Duration later) {
    return Version.atMillis(SimTime.START_MILLIS + later.toMillis(), 1);
  }

  /** The newest version that the ledger has met is so much newer than the first. */
  private void met(Duration later) {
    var position = new LedgerPosition(1, log.end(0), version(later));
    disk.commit(
        0,
        LedgerState.EMPTY.with(new Changes(position, List.of(), List.of(), List.of(), List.of())));
  }

  private long missing() {
    Sweeper sweeper =
        sweeper(
            new SimSweepLedger(disk, () -> false),
            SweepSettings.standard(
                Duration.ZERO, Duration.ZERO, 1_000, TOMBSTONE_AGE, PURGED_EVERY),
            new CaseDesk.Strategy(false, Set.of(), 1_000));
    return atItsEnd(sweeper.everything(false)).figures().get(What.FOUND);
  }

  @Test
  void aRegisterIsMissingUntilATombstoneOfItMayBePurged() {
    append(LIKE);
    met(TOMBSTONE_AGE.minus(MOMENT));
    assertThat(missing()).isEqualTo(1);

    met(TOMBSTONE_AGE);
    assertThat(missing()).isZero();
  }

  @Test
  void aTokenMayBeOneOfADayAgoThatIsPurgedSoon() {
    append(VIEW_WITH_TOKEN);
    met(PURGED_EVERY.minus(MOMENT));
    assertThat(missing()).isEqualTo(1);

    met(PURGED_EVERY);
    assertThat(missing()).isZero();
  }

  @Test
  void theWallClockHasNoSay() {
    append(LIKE);
    met(Duration.ZERO);
    time.jump(TOMBSTONE_AGE);
    assertThat(missing()).isEqualTo(1);

    time.jump(TOMBSTONE_AGE.negated());
    met(TOMBSTONE_AGE);
    assertThat(missing()).isZero();
  }
}
