package dev.ovation.app.consistency;

import dev.ovation.core.consistency.CaseDesk;
import dev.ovation.core.consistency.Suspicion;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.Ledger.LedgerAnswer;
import dev.ovation.core.port.Ledger.LedgerQuery;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * A ledger for a watcher, whose findings become cases as they are kept. Cases come first: when one
 * can't be opened the call fails and the watcher repeats it, which opens none twice. Thread-safe.
 */
public final class FindingCases implements ConsistencyLedger {
  private final ConsistencyLedger ledger;
  private final CaseDesk desk;

  public FindingCases(ConsistencyLedger ledger, CaseDesk desk) {
    this.ledger = ledger;
    this.desk = desk;
  }

  @Override
  public void keep(Evidence evidence) {
    evidence.findings().forEach(finding -> desk.open(suspicion(finding), "watcher", false));
    ledger.keep(evidence);
  }

  private static Suspicion suspicion(Finding finding) {
    return new Suspicion(
        finding.targetKind(),
        finding.cause().text(),
        "%s of %s, %d s after: expected %s version %d of offset %d, found %s; it had passed offset %d"
            .formatted(
                finding.view().text(),
                finding.key(),
                finding.windowMillis() / 1_000,
                finding.expectedValue(),
                finding.expectedVersion(),
                finding.offset(),
                finding.foundVersion() == Version.NONE
                    ? "nothing"
                    : finding.foundValue() + " version " + finding.foundVersion(),
                finding.h()));
  }

  @Override
  public List<LedgerAnswer> look(List<LedgerQuery> queries) {
    return ledger.look(queries);
  }

  @Override
  public Set<Long> parked(int partition, Collection<Long> offsets) {
    return ledger.parked(partition, offsets);
  }

  @Override
  public Kept kept(long sinceMillis, int findingsMax) {
    return ledger.kept(sinceMillis, findingsMax);
  }

  @Override
  public int forget(long beforeMillis, int rowsMax) {
    return ledger.forget(beforeMillis, rowsMax);
  }
}
