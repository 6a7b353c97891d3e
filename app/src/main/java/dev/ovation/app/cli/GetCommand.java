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

/** Reads a target: its summary, who holds a kind on it, or one actor's interaction. */
@Command(
    name = "get",
    description = {
      "Shows a target's counts; with KIND, who did it, newest first; with ACTOR too, what that actor"
          + " holds."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ovation get video:7",
      "  ovation get video:7 --actor u42",
      "  ovation get video:7 reaction --value love --all",
      "  ovation get video:7 like u42 --json"
    })
final class GetCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClientOptions client = new ClientOptions();
  @Mixin private PageOptions pages = new PageOptions();

  @Parameters(index = "0", paramLabel = "TARGET", description = "type:id, for example video:7.")
  private String target = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "KIND", description = "For example like.")
  private @Nullable String kind;

  @Parameters(index = "2", arity = "0..1", paramLabel = "ACTOR", description = "For example u42.")
  private @Nullable String actor;

  @Option(
      names = "--actor",
      paramLabel = "ACTOR",
      description = "With a summary, also what this actor holds.")
  private @Nullable String mine;

  @Option(names = "--value", paramLabel = "VALUE", description = "With KIND, only this value.")
  private @Nullable String value;

  @Override
  public Integer call() {
    boolean isList = kind != null && actor == null;
    if ((mine != null && kind != null) || (value != null && !isList)) {
      throw new ParameterException(
          spec.commandLine(), "--actor goes with TARGET alone, --value with TARGET KIND");
    }
    String path = "/v1/targets/" + segment(target);
    if (kind == null) {
      String query = mine == null ? "" : "?actor=" + segment(mine);
      JsonObject summary = client.call("GET", path + query, null).json();
      Output.print(spec, client.json(), summary, () -> Shown.summary(summary));
    } else if (actor == null) {
      String query = value == null ? "?" : "?value=" + segment(value) + "&";
      pages.print(spec, client, path + "/" + segment(kind) + query, "actor");
    } else {
      JsonObject interaction =
          client.call("GET", path + "/" + segment(kind) + "/" + segment(actor), null).json();
      Output.print(spec, client.json(), interaction, () -> Shown.interaction(interaction));
    }
    return ExitCode.OK;
  }
}
