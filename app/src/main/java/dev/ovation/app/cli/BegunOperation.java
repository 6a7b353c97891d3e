package dev.ovation.app.cli;

import dev.ovation.app.json.JsonObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What commands that begin an operation have in common. Filled in by the command-line parser. */
final class BegunOperation {
  private static final long POLL_MILLIS = 200;

  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Mixin private ClientOptions client = new ClientOptions();

  @Option(names = "--wait", description = "Wait until it has ended; exit code 1 if not done.")
  private boolean wait;

  /** Begins it, and says which it is or how it ended. */
  int begin(String method, String path, @Nullable Map<String, ?> body) {
    String id = client.call(method, path, body).json().textOr("operation", "?");
    JsonObject operation = show(id);
    while (wait && operation.text("endedAt") == null) {
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CliException(ExitCode.FAILED, "interrupted; operation " + id + " goes on");
      }
      operation = show(id);
    }
    JsonObject told = operation;
    Output.print(spec, client.json(), told, () -> OperationsCommand.shown(told));
    return wait && !"done".equals(told.text("state")) ? ExitCode.FAILED : ExitCode.OK;
  }

  private JsonObject show(String id) {
    return client.call("GET", OperationsCommand.PATH + "/" + id, null).json();
  }
}
