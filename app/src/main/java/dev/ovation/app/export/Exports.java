package dev.ovation.app.export;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Makes exports of ledgers. Calls block for as long as they take. Thread-safe. */
@FunctionalInterface
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
}
