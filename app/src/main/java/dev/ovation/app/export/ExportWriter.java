package dev.ovation.app.export;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.SweepLedger.Sum;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes what a ledger tells to a stream, line by line. For one export. */
public final class ExportWriter implements LedgerExport.Sink {
  private final ExportFormat format;
  private final OutputStream into;

  private ExportWriter(ExportFormat format, OutputStream into) {
    this.format = format;
    this.into = into;
  }

  /**
   * Writes all of a ledger.
   *
   * @param space only this one; null for all
   * @throws IOException when the stream takes no more
   */
  public static void write(
      LedgerExport ledger, @Nullable String space, ExportFormat format, OutputStream into)
      throws IOException {
    try {
      ledger.export(space, new ExportWriter(format, into));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    into.flush();
  }

  private void write(String line) {
    try {
      into.write(line.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void positions(List<LedgerPosition> positions) {
    write(format.head());
  }

  @Override
  public void count(TargetKind targetKind, String value, Sum sum) {
    write(format.count(targetKind, value, sum.total()));
  }

  @Override
  public void row(RowItem row) {
    write(format.row(row));
  }
}
