package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.LedgerTransaction.Changes;
import dev.ovation.core.port.LedgerTransaction.CountChange;
import dev.ovation.core.port.LedgerTransaction.RowChange;
import dev.ovation.core.port.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Commits that the tests of this package write. */
final class Commits {
  private Commits() {}

  /** Writes rows with their counts as a commit of partition 0. */
  static LedgerPosition rows(Ledger ledger, List<RowChange> rows) {
    return ledger.transact(
        0,
        transaction -> {
          LedgerPosition before = transaction.position();
          LedgerPosition after =
              new LedgerPosition(before.n() + 1, before.h() + rows.size(), before.version());
          List<CountChange> counts = new ArrayList<>();
          for (RowChange row : rows) {
            counts.add(count(row.interaction().targetKind(), 1));
          }
          transaction.write(new Changes(after, rows, counts, List.of(), List.of()));
          return after;
        });
  }

  private static CountChange count(TargetKind targetKind, long total) {
    return new CountChange(targetKind, new TreeMap<>(Map.of("like", total)));
  }

  /**
   * One commit of new likes on video 1, by actors numbered by their offsets, on top of whatever the
   * ledger holds.
   */
  static LedgerPosition likes(Ledger ledger, int size) {
    return ledger.transact(
        0,
        transaction -> {
          LedgerPosition before = transaction.position();
          long n = before.n() + 1;
          List<RowChange> rows = new ArrayList<>();
          for (long offset = before.h() + 1; offset <= before.h() + size; offset++) {
            rows.add(new RowChange(like(offset), Row.NONE, row(offset, n)));
          }
          LedgerPosition after = new LedgerPosition(n, before.h() + size, 0);
          List<CountChange> counts = List.of(count(Samples.likesOf(1), after.h()));
          transaction.write(new Changes(after, rows, counts, List.of(), List.of()));
          return after;
        });
  }

  /** The register that {@link #likes} writes at an offset. */
  static Interaction like(long offset) {
    return Samples.like(1, "u" + offset);
  }

  /** The row that {@link #likes} writes at an offset. */
  static Row row(long offset, long n) {
    return new Row("like", offset, offset, n);
  }
}
