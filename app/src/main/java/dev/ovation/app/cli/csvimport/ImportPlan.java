package dev.ovation.app.cli.csvimport;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to import and how.
 *
 * @param valueColumn null for kinds that need no value
 * @param atColumn null: it happened now
 * @param add the kind is a counter: each line adds
 * @param byColumn how much a line adds; null: 1
 * @param filters all must hold
 * @param batchOperations operations a request, 1 to 1,000
 * @param lanes requests in flight at the most
 * @param retryFor how long a request is repeated before the import stops
 * @param failuresMax the import stops when more lines than this failed
 * @param resumeFile remembers how far an interrupted import came
 */
public record ImportPlan(
    Path file,
    String kind,
    String actorColumn,
    String targetColumn,
    String targetType,
    @Nullable String valueColumn,
    @Nullable String atColumn,
    boolean add,
    @Nullable String byColumn,
    List<LineFilter> filters,
    int batchOperations,
    int lanes,
    Duration retryFor,
    int failuresMax,
    Path resumeFile) {
  public ImportPlan {
    filters = List.copyOf(filters);
  }

  /** Everything that decides what the lines mean: a resume must agree on it. */
  String meaning() {
    return String.join(
        "|",
        kind,
        actorColumn,
        targetColumn,
        targetType,
        String.valueOf(valueColumn),
        String.valueOf(atColumn),
        String.valueOf(add),
        String.valueOf(byColumn),
        filters.toString());
  }
}
