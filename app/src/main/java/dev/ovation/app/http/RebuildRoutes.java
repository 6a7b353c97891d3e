package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.operation.CountsRebuild;
import dev.ovation.app.operation.HotRebuild;
import dev.ovation.app.operation.LedgerRebuild;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.app.operation.ReplayFrom;
import dev.ovation.app.operation.SpareLedger.Shelf;
import dev.ovation.core.port.Operation.Request;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The calls that make views anew: a ledger from the log, counts from rows, the hot store. */
final class RebuildRoutes {
  private final OperationDesk desk;
  private final Executor blocking;

  RebuildRoutes(OperationDesk desk, Executor blocking) {
    this.desk = desk;
    this.blocking = blocking;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST", "/admin/v1/rebuild/ledger", Scope.ADMIN, this::ledger),
        Route.of("POST", "/admin/v1/rebuild/counts", Scope.ADMIN, this::counts),
        Route.of("POST", "/admin/v1/rebuild/hot", Scope.ADMIN, this::hot));
  }

  private void counts(Exchange exchange) {
    Fields fields = Fields.ofBody(exchange.body, Set.of("space", "target", "dryRun"));
    @Nullable String space = space(fields);
    @Nullable String target = target(fields);
    boolean dryRun = fields.flag("dryRun");
    fields.check();
    @Nullable String where = target != null && space == null ? exchange.caller().space() : space;
    begin(exchange, CountsRebuild.request(where, target, dryRun, exchange.caller().id()));
  }

  private void hot(Exchange exchange) {
    Fields fields = Fields.ofBody(exchange.body, Set.of("space", "target"));
    @Nullable String space = space(fields);
    @Nullable String target = target(fields);
    if (space != null && target == null) {
      fields.invalid("space", "is that of a target, and there is none");
    }
    fields.check();
    @Nullable String where = space == null ? exchange.caller().space() : space;
    begin(exchange, HotRebuild.request(where, target, exchange.caller().id()));
  }

  private static @Nullable String space(Fields fields) {
    return fields.has("space") ? fields.id("space") : null;
  }

  private static @Nullable String target(Fields fields) {
    return fields.has("target") ? fields.target("target") : null;
  }

  private void ledger(Exchange exchange) {
    Fields fields = Fields.ofBody(exchange.body, Set.of("into", "from", "dryRun"));
    String into = fields.required("into");
    if (fields.has("into")) {
      fields.invalidIf(
          "into",
          into.matches(Shelf.NAME)
              ? null
              : "must be 1 to 40 characters of a-z 0-9 _ and begin with a letter");
    }
    @Nullable ReplayFrom from = from(fields);
    boolean dryRun = fields.flag("dryRun");
    fields.check();
    begin(exchange, LedgerRebuild.request(into, from, dryRun, exchange.caller().id()));
  }

  /** A number is an offset, a string is a time. */
  private static @Nullable ReplayFrom from(Fields fields) {
    if (fields.raw("from") instanceof String) {
      Long unixMillis = fields.time("from");
      return unixMillis == null ? null : new ReplayFrom.Time(unixMillis);
    }
    long offset = fields.integer("from", -1, 0, Long.MAX_VALUE);
    return offset < 0 ? null : new ReplayFrom.Offset(offset);
  }

  private void begin(Exchange exchange, Request request) {
    exchange.later(
        blocking,
        () -> desk.begin(request),
        operation -> OperationDeskRoutes.begun(exchange, operation));
  }
}
