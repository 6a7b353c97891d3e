package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.app.export.Exports;
import dev.ovation.app.export.LedgerComparison.Difference;
import dev.ovation.app.export.LedgerComparison.Result;
import dev.ovation.app.http.Problem.FieldError;
import dev.ovation.core.port.SweepLedger.Sum;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The call that compares the ledger with one that was rebuilt. */
final class VerifyRoutes {
  /** Differences that are told; the others are only counted. */
  private static final int TOLD_MAX = 1_000;

  private final Exports exports;
  private final Executor blocking;

  VerifyRoutes(Exports exports, Executor blocking) {
    this.exports = exports;
    this.blocking = blocking;
  }

  List<Route> routes() {
    return List.of(Route.of("GET", "/admin/v1/verify", Scope.ADMIN, this::verify));
  }

  private void verify(Exchange exchange) {
    String against = Query.parse(exchange.request.query(), Set.of("against")).get("against");
    if (against == null) {
      throw new ProblemException(
          Problem.invalid(422, List.of(new FieldError("against", "must name a rebuilt ledger"))));
    }
    exchange.stream(
        blocking,
        "application/json",
        into -> {
          List<Difference> told = new ArrayList<>();
          Result result =
              exports.compare(
                  against,
                  difference -> {
                    if (told.size() < TOLD_MAX) {
                      told.add(difference);
                    }
                  });
          into.write(json(against, result, told).getBytes(StandardCharsets.UTF_8));
          into.flush();
        });
  }

  private static String json(String against, Result result, List<Difference> told) {
    JsonText json =
        new JsonText()
            .open()
            .field("against", against)
            .field("equal", result.differing() == 0)
            .field("compared", result.compared())
            .field("differing", result.differing())
            .field("notSummed", result.notSummed())
            .field("atOnePlace", result.atOnePlace())
            .name("differences")
            .openArray();
    for (Difference difference : told) {
      json.open()
          .field("space", difference.of().target().space())
          .field("target", difference.of().target().text())
          .field("kind", difference.of().kind())
          .field("value", difference.value())
          .field("total", total(difference.one()))
          .field("otherTotal", total(difference.other()))
          .close();
    }
    return json.closeArray().close().toString();
  }

  private static long total(@Nullable Sum sum) {
    return sum == null ? 0 : sum.total();
  }
}
