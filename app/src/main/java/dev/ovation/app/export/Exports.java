package dev.ovation.app.export;

import dev.ovation.app.export.LedgerComparison.Difference;
import dev.ovation.app.export.LedgerComparison.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Exports and compares ledgers. Calls block for as long as they take. Thread-safe. */
public interface Exports {

  /**
   * Writes one snapshot of a ledger.
   *
   * @param ledger a ledger that was rebuilt beside the one that is served; null for the latter
   * @param space only this one; null for all
   * @throws IOException when the stream takes no more
   */
  void write(
      ExportFormat format, @Nullable String ledger, @Nullable String space, OutputStream into)
      throws IOException;

  /**
   * Compares the ledger that is served with one that was rebuilt.
   *
   * @param found told what differs
   */
  Result compare(String ledger, Consumer<Difference> found);
}
