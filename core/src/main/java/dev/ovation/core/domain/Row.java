package dev.ovation.core.domain;

import org.jspecify.annotations.Nullable;

/**
 * A confirmed register state as the ledger holds it. For a counter's token it says that the token
 * was counted, and by which version.
 *
 * @param value null for a tombstone, a register that was never set, and a counter's token
 * @param version {@link Version#NONE} when there is no row
 * @param atMillis when it happened, in milliseconds of the Unix epoch
 * @param n the commit of the partition that wrote it
 */
public record Row(@Nullable String value, long version, long atMillis, long n) {
  /** There is no row. */
  public static final Row NONE = new Row(null, Version.NONE, 0, 0);

  public boolean exists() {
    return version != Version.NONE;
  }
}
