package dev.ovation.app.operation;

import dev.ovation.app.export.ExportFormat;
import dev.ovation.app.export.ExportWriter;
import dev.ovation.app.export.Exports;
import dev.ovation.app.export.LedgerComparison;
import dev.ovation.app.export.LedgerComparison.Difference;
import dev.ovation.app.export.LedgerComparison.Result;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.OvationException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Exports of the ledger that is served and of those that were rebuilt. Thread-safe. */
public final class LedgerExports implements Exports {
  private final LedgerExport served;
  private final SpareLedger.Shelf shelf;
  private final Executor blocking;

  /**
   * @param blocking runs what reads one ledger while another is read
   */
  public LedgerExports(LedgerExport served, SpareLedger.Shelf shelf, Executor blocking) {
    this.served = served;
    this.shelf = shelf;
    this.blocking = blocking;
  }

  @Override
  public void write(
      ExportFormat format, @Nullable String ledger, @Nullable String space, OutputStream into)
      throws IOException {
    if (ledger == null) {
      ExportWriter.write(served, space, format, into);
      return;
    }
    try (SpareLedger spare = open(ledger)) {
      ExportWriter.write(spare.export(), space, format, into);
    }
  }

  @Override
  public Result compare(String ledger, Consumer<Difference> found) {
    try (SpareLedger spare = open(ledger)) {
      return LedgerComparison.compare(served, spare.export(), blocking, found);
    }
  }

  private SpareLedger open(String ledger) {
    if (!ledger.matches(SpareLedger.Shelf.NAME) || !shelf.has(ledger)) {
      throw new OvationException(
          ErrorCode.INVALID_VALUE, "no ledger of that name was rebuilt; see rebuild ledger");
    }
    return shelf.open(ledger);
  }
}
