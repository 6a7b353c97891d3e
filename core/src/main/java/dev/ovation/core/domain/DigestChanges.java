package dev.ovation.core.domain;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a commit changes in the digests beside counts, see {@link RowDigest}. Not thread-safe, but
 * it may be filled by one thread and then read by another.
 */
public final class DigestChanges {
  private final Map<CountKey, RowDigest> changes = new HashMap<>();
  private final Set<String> kinds = new HashSet<>();

  /** Which count a digest is beside. */
  private record CountKey(TargetKind targetKind, String value) {}

  /** Takes note of one changed row. */
  public void change(Interaction interaction, Row before, Row after) {
    kinds.add(interaction.kind());
    change(interaction, before);
    change(interaction, after);
  }

  private void change(Interaction interaction, Row row) {
    String value = row.value();
    if (value != null) {
      changes.merge(
          new CountKey(interaction.targetKind(), value),
          RowDigest.of(interaction, row),
          RowDigest::xor);
    }
  }

  /** What the stored digest of a count is to be XORed with. */
  public RowDigest of(TargetKind targetKind, String value) {
    @Nullable RowDigest change = changes.get(new CountKey(targetKind, value));
    return change == null ? RowDigest.ZERO : change;
  }

  /**
   * Whether a count is of rows. A commit changes a register's count only together with its rows, so
   * the count of a kind of which no row changed is a counter's total.
   */
  public boolean isOfRows(TargetKind targetKind) {
    return kinds.contains(targetKind.kind());
  }
}
