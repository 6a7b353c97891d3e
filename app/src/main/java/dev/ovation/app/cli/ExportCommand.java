package dev.ovation.app.cli;

import static dev.ovation.app.client.ApiClient.segment;

import dev.ovation.app.client.ApiClient;
import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.client.UnreachableException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes all that a ledger holds. */
@Command(
    name = "export",
    description = {
      "Writes one snapshot of the ledger: a line for each count and for each register that holds a"
          + " value, sorted by space, target, kind and actor.",
      "Two ledgers that hold the same give the same bytes. Needs a key with scope admin where the"
          + " server has keys."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ovation export --out all.csv",
      "  ovation export --format jsonl --space shop | gzip > shop.jsonl.gz"
    })
final class ExportCommand implements Callable<Integer> {
  @Mixin private ClientOptions client = new ClientOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "csv",
      description = "csv or jsonl; default ${DEFAULT-VALUE}.")
  private String format = "";

  @Option(names = "--space", paramLabel = "SPACE", description = "Only this one.")
  private @Nullable String space;

  @Option(
      names = "--ledger",
      paramLabel = "NAME",
      description = "One that was rebuilt, in place of the one that is served.")
  private @Nullable String ledger;

  @Option(names = "--out", paramLabel = "FILE", description = "Default: standard output.")
  private @Nullable Path out;

  @Override
  @SuppressWarnings("ClosingStandardOutputStreams") // What wraps it leaves it open.
  public Integer call() {
    String path =
        "/admin/v1/export?format="
            + segment(format)
            + (space == null ? "" : "&space=" + segment(space))
            + (ledger == null ? "" : "&ledger=" + segment(ledger));
    try (ApiClient api = client.client()) {
      ApiResponse response = download(api, path);
      if (!response.isOk()) {
        throw new CliException(ExitCode.FAILED, response.problem());
      }
      return ExitCode.OK;
    } catch (UnreachableException e) {
      throw ClientOptions.unreachable(e);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAILED, "the export is not whole, throw it away: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CliException(ExitCode.FAILED, "interrupted; the export is not whole");
    }
  }

  private ApiResponse download(ApiClient api, String path)
      throws IOException, InterruptedException {
    if (out == null) {
      ApiResponse response = api.download(path, System.out);
      System.out.flush();
      return response;
    }
    try (OutputStream into = Files.newOutputStream(out)) {
      return api.download(path, into);
    }
  }
}
