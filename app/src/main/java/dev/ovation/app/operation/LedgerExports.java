package dev.ovation.app.operation;

import dev.ovation.app.export.ExportFormat;
import dev.ovation.app.export.ExportWriter;
import dev.ovation.app.export.Exports;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.OvationException;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Exports of the ledger that is served and of those that were rebuilt. Thread-safe. */
public final class LedgerExports implements Exports {
  private final LedgerExport served;
  private final SpareLedger.Shelf shelf;

  public LedgerExports(LedgerExport served, SpareLedger.Shelf shelf) {
    this.served = served;
    this.shelf = shelf;
  }

  @Override
  public void write(
      ExportFormat format, @Nullable String ledger, @Nullable String space, OutputStream into)
      throws IOException {
    if (ledger == null) {
      ExportWriter.write(served, space, format, into);
      return;
    }
    if (!ledger.matches(SpareLedger.Shelf.NAME) || !shelf.has(ledger)) {
      throw new OvationException(
          ErrorCode.INVALID_VALUE, "no ledger of that name was rebuilt; see rebuild ledger");
    }
    try (SpareLedger spare = shelf.open(ledger)) {
      ExportWriter.write(spare.export(), space, format, into);
    }
  }
}
