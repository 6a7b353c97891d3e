package dev.ovation.core.sim;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.SweptLedger.Tampering;
import dev.ovation.core.sim.SimCounts.Cell;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Changes a simulated ledger past its commits, and leaves the marks that a database would. */
final class SimTampering implements Tampering {
  private final SimLedger.Disk disk;

  SimTampering(SimLedger.Disk disk) {
    this.disk = disk;
  }

  @Override
  public void deleteRow(Interaction interaction) {
    LedgerState state = disk.now(interaction.targetKind());
    Map<Interaction, Row> rows = new LinkedHashMap<>(state.rows());
    Row was = rows.remove(interaction);
    if (was == null || was.value() == null) {
      throw new IllegalStateException("there is no live row of " + interaction);
    }
    disk.edit(interaction.targetKind(), state.with(rows, state.tokens()), "row deleted");
  }

  @Override
  public void setRow(Interaction interaction, Row row) {
    LedgerState state = disk.now(interaction.targetKind());
    Map<Interaction, Row> rows = new LinkedHashMap<>(state.rows());
    rows.put(
        interaction,
        new Row(row.value(), row.version(), row.atMillis(), state.row(interaction).n()));
    disk.edit(interaction.targetKind(), state.with(rows, state.tokens()), "row updated");
  }

  @Override
  public void setTotal(TargetKind targetKind, String value, long total) {
    LedgerState state = disk.now(targetKind);
    Map<String, Cell> cells = new TreeMap<>(state.counts().getOrDefault(targetKind, Map.of()));
    cells.computeIfPresent(value, (v, cell) -> cell.edited(total));
    disk.edit(targetKind, state.withCounts(targetKind, cells), "count updated");
  }

  @Override
  public void forgetDigests() {
    for (int p = 0; p < disk.partitions(); p++) {
      LedgerState state = disk.now(p);
      for (TargetKind targetKind : state.counts().keySet()) {
        Map<String, Cell> cells = new TreeMap<>();
        state
            .counts()
            .getOrDefault(targetKind, Map.of())
            .forEach((v, c) -> cells.put(v, c.unsummed()));
        state = state.withCounts(targetKind, cells);
      }
      disk.commit(p, state);
    }
  }
}
