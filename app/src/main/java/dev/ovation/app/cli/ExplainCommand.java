package dev.ovation.app.cli;

import static dev.ovation.app.client.ApiClient.segment;

import dev.ovation.app.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells why a target's counts are what they are. */
@Command(
    name = "explain",
    description = {
      "Shows, for each kind and value of a target, the stored count, the count of rows, what is on its"
          + " way, and the last repairs."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ovation explain video:7", "  ovation explain video:7 --json"})
final class ExplainCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClientOptions client = new ClientOptions();

  @Parameters(index = "0", paramLabel = "TARGET", description = "type:id, for example video:7.")
  private String target = "";

  @Override
  public Integer call() {
    JsonObject explanation =
        client.call("GET", "/v1/targets/" + segment(target) + "/explain", null).json();
    Output.print(spec, client.json(), explanation, () -> Shown.explanation(explanation));
    return ExitCode.OK;
  }
}
