package dev.ovation.app.cli;

import static dev.ovation.app.client.ApiClient.segment;

import dev.ovation.app.json.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells why a target's counts are what they are. */
@Command(
    name = "explain",
    description = {
      "Shows, for each kind and value of a target, the stored count, the count of rows, what is on its"
          + " way, the last repairs and what is known to be wrong.",
      "With --kind and --actor: where that interaction stands in each view."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ovation explain video:7", "  ovation explain video:7 --kind like --actor u42"})
final class ExplainCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClientOptions client = new ClientOptions();

  @Parameters(index = "0", paramLabel = "TARGET", description = "type:id, for example video:7.")
  private String target = "";

  @Option(names = "--kind", paramLabel = "K", description = "With --actor: one interaction.")
  private @Nullable String kind;

  @Option(names = "--actor", paramLabel = "A", description = "With --kind: one interaction.")
  private @Nullable String actor;

  @Override
  public Integer call() {
    if ((kind == null) != (actor == null)) {
      throw new ParameterException(spec.commandLine(), "--kind and --actor go together");
    }
    String path = "/v1/targets/" + segment(target) + "/explain";
    if (kind != null && actor != null) {
      String query = "?kind=" + segment(kind) + "&actor=" + segment(actor);
      JsonObject trace = client.call("GET", path + query, null).json();
      Output.print(spec, client.json(), trace, () -> Shown.trace(trace));
      return ExitCode.OK;
    }
    JsonObject explanation = client.call("GET", path, null).json();
    Output.print(spec, client.json(), explanation, () -> Shown.explanation(explanation));
    return ExitCode.OK;
  }
}
