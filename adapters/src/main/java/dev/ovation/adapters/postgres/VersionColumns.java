package dev.ovation.adapters.postgres;

import dev.ovation.core.domain.Row;

/** The numbers of rows, an array each, beside the keys in {@link Columns}. */
final class VersionColumns {
  final long[] versions;
  final long[] times;
  final long[] commits;

  VersionColumns(int size) {
    versions = new long[size];
    times = new long[size];
    commits = new long[size];
  }

  void set(int i, Row row) {
    versions[i] = row.version();
    times[i] = row.atMillis();
    commits[i] = row.n();
  }
}
