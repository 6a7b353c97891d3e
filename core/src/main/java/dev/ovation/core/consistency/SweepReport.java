package dev.ovation.core.consistency;

import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.SweepLedger.CaseCount;
import dev.ovation.core.port.SweepLedger.CaseState;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;

/**
 * What sweeps found, and what became of it, as the ledger keeps it of all nodes.
 *
 * @param status how the last passes went
 * @param standing the cases that are open, whenever they were found
 * @param counts cases that were found in the time asked for
 * @param newest cases of that time, newest first
 * @param oldestOpenMillis when the oldest case was found that is still open; 0 when none is
 */
public record SweepReport(
    SweepStatus status,
    CaseDesk.Standing standing,
    List<CaseCount> counts,
    List<RepairCase> newest,
    long oldestOpenMillis) {

  /** Reads what is kept. Blocks. */
  public static SweepReport of(SweepLedger ledger, CaseDesk desk, long sinceMillis, int casesMax) {
    long oldest = 0;
    for (CaseCount count : ledger.caseCounts(0)) {
      if (count.state().isOpen() && (oldest == 0 || count.oldestMillis() < oldest)) {
        oldest = count.oldestMillis();
      }
    }
    return new SweepReport(
        SweepStatus.of(ledger),
        desk.standing(),
        ledger.caseCounts(sinceMillis),
        ledger.cases(sinceMillis, casesMax),
        oldest);
  }

  /** How many cases of the time asked for are in a state. */
  public long cases(CaseState state) {
    return counts.stream()
        .filter(count -> count.state() == state)
        .mapToLong(CaseCount::cases)
        .sum();
  }

  /** The mean time from finding to mending, in milliseconds; 0 when nothing was mended. */
  public long meanMillisToMend() {
    long mended = cases(CaseState.MENDED);
    long millis =
        counts.stream()
            .filter(count -> count.state() == CaseState.MENDED)
            .mapToLong(CaseCount::millisTotal)
            .sum();
    return mended == 0 ? 0 : millis / mended;
  }
}
