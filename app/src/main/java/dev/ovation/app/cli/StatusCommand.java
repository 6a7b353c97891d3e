package dev.ovation.app.cli;

import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Asks a server how it is. */
@Command(
    name = "status",
    description = "Shows the health of every component; exit code 1 when the server is down.",
    footerHeading = "%nExamples:%n",
    footer = {"  ovation status", "  ovation status --json --url http://10.0.0.5:8893"})
final class StatusCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClientOptions client = new ClientOptions();

  @Override
  public Integer call() {
    ApiResponse response = client.callAnyhow("GET", "/health", null);
    JsonObject health = response.json();
    if (health.text("status") == null) {
      throw new CliException(ExitCode.FAILED, response.problem());
    }
    Output.print(spec, client.json(), health, () -> shown(health));
    return response.isOk() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String shown(JsonObject health) {
    Table table = new Table("COMPONENT", "STATE", "DETAIL");
    JsonObject components = health.object("components");
    for (String name : components.fields().keySet()) {
      JsonObject component = components.object(name);
      table.row(name, component.textOr("status", "?"), component.textOr("detail", ""));
    }
    return health.textOr("status", "?") + "\n" + table;
  }
}
