package dev.ovation.core.projection;

import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Compares rows for those who mend them, and tells them to people. */
final class Rows {
  private Rows() {}

  /**
   * Whether two rows say the same. A tombstone says what no row says: one of them may have been
   * purged.
   */
  static boolean same(Row a, Row b) {
    boolean equal =
        a.version() == b.version()
            && a.atMillis() == b.atMillis()
            && Objects.equals(a.value(), b.value());
    return equal || (a.value() == null && b.value() == null && (!a.exists() || !b.exists()));
  }

  /** The row that an event makes; none for no event. */
  static Row of(@Nullable RegisterEvent event, long n) {
    return event == null ? Row.NONE : new Row(event.value(), event.version(), event.atMillis(), n);
  }

  static String text(Row row) {
    if (!row.exists()) {
      return "no row";
    }
    return (row.value() == null ? "unset" : row.value()) + " of version " + row.version();
  }
}
