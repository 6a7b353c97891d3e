package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.operation.LedgerRebuild;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.app.operation.SpareLedger.Shelf;
import dev.ovation.core.port.Operation.Request;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The calls that make views anew from the log. */
final class RebuildRoutes {
  private final OperationDesk desk;
  private final Executor blocking;

  RebuildRoutes(OperationDesk desk, Executor blocking) {
    this.desk = desk;
    this.blocking = blocking;
  }

  List<Route> routes() {
    return List.of(Route.of("POST", "/admin/v1/rebuild/ledger", Scope.ADMIN, this::ledger));
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
    boolean isFrom = fields.raw("from") != null;
    long from = fields.integer("from", 0, 0, Long.MAX_VALUE);
    @Nullable Object dryRun = fields.raw("dryRun");
    fields.invalidIf(
        "dryRun", dryRun == null || dryRun instanceof Boolean ? null : "must be true or false");
    fields.check();
    Request request =
        LedgerRebuild.request(
            into, isFrom ? from : null, Boolean.TRUE.equals(dryRun), exchange.caller().id());
    exchange.later(
        blocking,
        () -> desk.begin(request),
        operation -> OperationDeskRoutes.begun(exchange, operation));
  }
}
