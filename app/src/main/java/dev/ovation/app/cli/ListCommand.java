package dev.ovation.app.cli;

import static dev.ovation.app.client.ApiClient.segment;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads what an actor holds. */
@Command(
    name = "list",
    description = "Shows what an actor holds of a kind, newest first.",
    footerHeading = "%nExamples:%n",
    footer = {"  ovation list u42 like", "  ovation list u42 rating --type movie --all --json"})
final class ListCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClientOptions client = new ClientOptions();
  @Mixin private PageOptions pages = new PageOptions();

  @Parameters(index = "0", paramLabel = "ACTOR", description = "For example u42.")
  private String actor = "";

  @Parameters(index = "1", paramLabel = "KIND", description = "For example like.")
  private String kind = "";

  @Option(names = "--type", paramLabel = "TYPE", description = "Only targets of this type.")
  private @Nullable String type;

  @Override
  public Integer call() {
    String query = type == null ? "?" : "?type=" + segment(type) + "&";
    pages.print(
        spec, client, "/v1/actors/" + segment(actor) + "/" + segment(kind) + query, "target");
    return ExitCode.OK;
  }
}
