package dev.ovation.app.profile;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.OvationException;
import java.util.List;
import java.util.stream.IntStream;

/** How far a ledger is, partition by partition. */
record LedgerPositions(List<LedgerPosition> all) {

  /** Reads them one by one. Blocks. */
  static LedgerPositions of(Ledger ledger, int partitions) {
    return new LedgerPositions(IntStream.range(0, partitions).mapToObj(ledger::position).toList());
  }

  /** The highest version that the ledger has met. */
  long highestVersion() {
    return all.stream().mapToLong(LedgerPosition::version).max().orElse(0);
  }

  /** Offsets projected, summed over the partitions. */
  long projected() {
    return all.stream().mapToLong(LedgerPosition::h).sum();
  }

  /**
   * A ledger that knows more than the log means that the log was lost or swapped. The log is asked
   * where it ends now, after the ledger was: meanwhile others may append and project. Blocks.
   *
   * @param remedy what to do about it
   */
  void refuseLogThatIsBehind(EventLog log, String remedy) {
    for (int p = 0; p < all.size(); p++) {
      long h = all.get(p).h();
      long end = log.endNow(p).join();
      if (h > end) {
        throw new OvationException(
            ErrorCode.NOT_READY,
            "the log ends at offset %d of partition %d but the ledger has projected up to %d: it is not the log that this ledger was made from. %s"
                .formatted(end, p, h, remedy));
      }
    }
  }
}
