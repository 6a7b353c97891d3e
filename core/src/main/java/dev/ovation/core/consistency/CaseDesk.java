package dev.ovation.core.consistency;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.SweepLedger.CaseCount;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes cases of what looks wrong, and is the brake on them: when more would be opened within an
 * hour than is allowed, none is mended any more until somebody has looked. Something that calls so
 * much wrong is likely to be wrong itself, and it must not rewrite the world. The brake is kept in
 * the ledger: it holds for all nodes, and outlives them.
 *
 * <p>Thread-safe. Methods block on the ledger, and fail as it does.
 */
public final class CaseDesk {
  static final String BRAKE = "cases/brake";
  static final String RELEASED = "cases/released";

  private static final long WINDOW_MILLIS = Duration.ofHours(1).toMillis();
  private static final long LOOK_MILLIS = Duration.ofSeconds(5).toMillis();

  /** Held cases are evidence; of a storm this many times the bound are enough. */
  private static final int HELD_FACTOR = 10;

  /** So many newer cases that are none of a storm are looked past, to find those that are. */
  private static final int NOT_SUMMED_MAX = 20_000;

  private final SweepLedger ledger;
  private final Partitioner partitioner;
  private final TimeSource time;
  private final Strategy strategy;

  // Guarded by this: what the ledger said last, and what was opened here since.
  private long lookedMillis = Long.MIN_VALUE;
  private long opened;
  private long held;
  private boolean braked;

  /**
   * What becomes of what is found.
   *
   * @param repairs false when only reports are wanted
   * @param reportOnly causes of which only reports are wanted
   * @param casesMax how many cases may be opened within an hour before all of them are held
   */
  public record Strategy(boolean repairs, Set<String> reportOnly, int casesMax) {
    public Strategy {
      reportOnly = Set.copyOf(reportOnly);
    }

    boolean repairs(String cause) {
      return repairs && !reportOnly.contains(cause);
    }
  }

  /**
   * How the cases are.
   *
   * @param braked too many were found: all are held until they are released
   * @param held how many wait for somebody
   */
  public record Standing(boolean braked, long due, long held) {}

  public CaseDesk(SweepLedger ledger, Partitioner partitioner, TimeSource time, Strategy strategy) {
    this.ledger = ledger;
    this.partitioner = partitioner;
    this.time = time;
    this.strategy = strategy;
  }

  /**
   * Opens a case.
   *
   * @param by who found it
   * @param wanted whether it is to be mended whatever the configuration says; the brake holds it
   *     the same, but for what was only not summed, which is no sign of a storm
   * @return false when one of the same (target, kind) is open, or too many are held to keep more
   */
  public synchronized boolean open(Suspicion suspicion, String by, boolean wanted) {
    if (suspicion.cause().equals(SweepLedger.NOT_SUMMED)) {
      return open(suspicion, by, CaseState.DUE);
    }
    look();
    boolean due = wanted || strategy.repairs(suspicion.cause());
    if (due && !braked && opened >= strategy.casesMax()) {
      brake();
    }
    if (braked && held >= (long) HELD_FACTOR * strategy.casesMax()) {
      return false;
    }
    CaseState state = due && !braked ? CaseState.DUE : CaseState.HELD;
    boolean isNew = open(suspicion, by, state);
    if (isNew && state == CaseState.DUE) {
      opened++;
    } else if (isNew) {
      held++;
    }
    return isNew;
  }

  private boolean open(Suspicion suspicion, String by, CaseState state) {
    return ledger.open(
        RepairCase.of(
            partitioner.partition(suspicion.targetKind()),
            suspicion.targetKind(),
            suspicion.cause(),
            suspicion.evidence(),
            by,
            time.millis(),
            state));
  }

  private void brake() {
    ledger.bookmark(BRAKE, Long.toString(time.millis()));
    held += ledger.hold();
    braked = true;
  }

  /** Other nodes open cases, too, and anybody may release them. */
  private void look() {
    long now = time.millis();
    if (now - lookedMillis >= 0 && now - lookedMillis < LOOK_MILLIS) {
      return;
    }
    braked = ledger.bookmark(BRAKE) != null;
    String released = ledger.bookmark(RELEASED);
    long since = now - WINDOW_MILLIS;
    if (released != null) {
      since = Math.max(since, Long.parseLong(released));
    }
    held = 0;
    long notSummed = 0;
    for (CaseCount count : ledger.caseCounts(since)) {
      held += count.state() == CaseState.HELD ? count.cases() : 0;
      notSummed += count.cause().equals(SweepLedger.NOT_SUMMED) ? count.cases() : 0;
    }
    // Counts tell of open cases however old they are, so the newest are looked at themselves.
    int newest = 2 * strategy.casesMax() + (int) Math.min(notSummed, NOT_SUMMED_MAX);
    long first = since;
    opened =
        ledger.cases(since, newest).stream()
            .filter(one -> one.foundMillis() >= first && one.state() != CaseState.HELD)
            .filter(one -> !one.cause().equals(SweepLedger.NOT_SUMMED))
            .count();
    lookedMillis = now;
  }

  /**
   * Lets all cases that are held go to their owners, those included of which only reports were
   * wanted, and takes the brake off: the hour begins anew.
   *
   * @param by who asks for it
   * @return how many were released
   */
  public synchronized int release(String by) {
    ledger.bookmark(RELEASED, Long.toString(time.millis() + 1));
    ledger.bookmark(BRAKE, null);
    int released = ledger.release(note(by));
    lookedMillis = Long.MIN_VALUE;
    return released;
  }

  /**
   * Lets one case go to its owner. The brake stays as it is: one that somebody has looked at says
   * nothing of the others.
   *
   * @param by who asks for it
   * @return the case as it is then, whether it was held or not; null when there is none
   */
  public synchronized @Nullable RepairCase release(long id, String by) {
    RepairCase released = ledger.release(id, note(by));
    lookedMillis = Long.MIN_VALUE;
    return released;
  }

  private String note(String by) {
    return " (released by " + by + " at " + Instant.ofEpochMilli(time.millis()) + ")";
  }

  /** How the cases are that are open, whenever they were found. */
  public Standing standing() {
    long due = 0;
    long waiting = 0;
    for (CaseCount count : ledger.caseCounts(0)) {
      due += count.state() == CaseState.DUE ? count.cases() : 0;
      waiting += count.state() == CaseState.HELD ? count.cases() : 0;
    }
    return new Standing(ledger.bookmark(BRAKE) != null, due, waiting);
  }
}
