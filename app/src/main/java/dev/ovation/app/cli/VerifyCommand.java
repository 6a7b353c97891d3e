package dev.ovation.app.cli;

import static dev.ovation.app.client.ApiClient.segment;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.client.UnreachableException;
import dev.ovation.app.json.Json;
import dev.ovation.app.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the ledger with one that was rebuilt. */
@Command(
    name = "verify",
    description = {
      "Compares the ledger with one that was rebuilt, by their counts and the digests beside them:"
          + " no rows are read.",
      "Exit code 1 when they differ. Needs a key with scope admin where the server has keys."
    },
    footerHeading = "%nExamples:%n",
    footer = "  ovation verify --against copy")
final class VerifyCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClientOptions client = new ClientOptions();

  @Option(
      names = "--against",
      paramLabel = "NAME",
      required = true,
      description = "As it was named when it was rebuilt.")
  private String against = "";

  @Override
  public Integer call() {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (ApiClient api = client.client()) {
      ApiResponse response = api.download("/admin/v1/verify?against=" + segment(against), body);
      if (!response.isOk()) {
        throw new CliException(ExitCode.FAILED, response.problem());
      }
      JsonObject result = Json.readObject(body.toString(StandardCharsets.UTF_8));
      Output.print(spec, client.json(), result, () -> shown(result));
      return result.isTrue("equal") ? ExitCode.OK : ExitCode.FAILED;
    } catch (UnreachableException e) {
      throw ClientOptions.unreachable(e);
    } catch (IOException e) {
      throw new CliException(ExitCode.FAILED, "the answer broke off: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.FAILED, "interrupted");
    }
  }

  private static String shown(JsonObject result) {
    StringBuilder out = new StringBuilder();
    out.append(
        "%s of %s counts differ%n"
            .formatted(result.textOr("differing", "?"), result.textOr("compared", "?")));
    if (result.number("notSummed") > 0) {
      out.append(
          "%s have equal totals, and no digests to compare%n"
              .formatted(result.textOr("notSummed", "?")));
    }
    if (!result.isTrue("atOnePlace")) {
      out.append("the ledgers have not projected the same of the log, which alone may differ\n");
    }
    if (!result.objects("differences").isEmpty()) {
      Table table = new Table("SPACE", "TARGET", "KIND", "VALUE", "TOTAL", "OTHER");
      for (JsonObject difference : result.objects("differences")) {
        table.row(
            difference.textOr("space", "?"),
            difference.textOr("target", "?"),
            difference.textOr("kind", "?"),
            difference.textOr("value", "?"),
            difference.textOr("total", "?"),
            difference.textOr("otherTotal", "?"));
      }
      out.append(table);
    }
    return out.toString();
  }
}
