package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.export.ExportFormat;
import dev.ovation.app.export.Exports;
import dev.ovation.app.http.Problem.FieldError;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The call that tells all that a ledger holds. */
final class ExportRoutes {
  private final Exports exports;
  private final Executor blocking;

  ExportRoutes(Exports exports, Executor blocking) {
    this.exports = exports;
    this.blocking = blocking;
  }

  List<Route> routes() {
    return List.of(Route.of("GET", "/admin/v1/export", Scope.ADMIN, this::export));
  }

  private void export(Exchange exchange) {
    Query query = Query.parse(exchange.request.query(), Set.of("format", "space", "ledger"));
    String asked = query.get("format");
    ExportFormat format = asked == null ? ExportFormat.CSV : ExportFormat.of(asked);
    if (format == null) {
      throw new ProblemException(
          Problem.invalid(422, List.of(new FieldError("format", "must be csv or jsonl"))));
    }
    @Nullable String ledger = query.get("ledger");
    @Nullable String space = query.get("space");
    exchange.stream(
        blocking, format.contentType(), into -> exports.write(format, ledger, space, into));
  }
}
