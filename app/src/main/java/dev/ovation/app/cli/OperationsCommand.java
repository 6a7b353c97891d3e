package dev.ovation.app.cli;

import static dev.ovation.app.client.ApiClient.segment;

import dev.ovation.app.json.JsonObject;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows work that takes longer than a request, pauses it and gives it up. */
@Command(
    name = "operations",
    description = {
      "Shows operations (erasing, rebuilding, full checks), pauses, resumes and cancels them.",
      "They go on after a restart, and on another node. Needs a key with scope admin where the"
          + " server has keys."
    },
    subcommands = {
      OperationsCommand.ListOperations.class,
      OperationsCommand.Show.class,
      OperationsCommand.Pause.class,
      OperationsCommand.Resume.class,
      OperationsCommand.Cancel.class
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ovation operations list", "  ovation operations pause 12"})
final class OperationsCommand implements Callable<Integer> {
  static final String PATH = "/admin/v1/operations";

  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  static String shown(JsonObject operation) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    lines.add("operation %s is %s".formatted(id(operation), operation.textOr("state", "?")));
    lines.add("work      " + work(operation));
    lines.add("progress  " + progress(operation) + ", " + operation.textOr("rate", "?") + "/s");
    lines.add("started   %s by %s".formatted(started(operation), operation.textOr("by", "?")));
    String ended = operation.text("endedAt");
    if (ended != null) {
      lines.add("ended     " + ended);
    }
    if (!operation.textOr("detail", "").isEmpty()) {
      lines.add("detail    " + operation.textOr("detail", ""));
    }
    return lines.toString();
  }

  private static String id(JsonObject operation) {
    return operation.textOr("id", "?");
  }

  private static String started(JsonObject operation) {
    return operation.textOr("startedAt", "?");
  }

  private static String work(JsonObject operation) {
    String parameters = Shown.pairs(operation.object("parameters"));
    return operation.textOr("kind", "?") + (parameters.isEmpty() ? "" : " " + parameters);
  }

  private static String progress(JsonObject operation) {
    long total = operation.number("total");
    return operation.number("done") + (total == 0 ? "" : " of " + total);
  }

  /** Lists operations. */
  @Command(name = "list", description = "Lists operations, newest first.")
  static final class ListOperations implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // The parser fills it in.
    @Spec
    private CommandSpec spec;

    @Mixin private ClientOptions client = new ClientOptions();

    @Option(
        names = "--limit",
        paramLabel = "N",
        defaultValue = "50",
        description = "1 to 200; default ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--cursor", paramLabel = "NEXT", description = "Where an earlier list ended.")
    private @Nullable String cursor;

    @Override
    public Integer call() {
      String query = "?limit=" + limit + (cursor == null ? "" : "&cursor=" + segment(cursor));
      JsonObject page = client.call("GET", PATH + query, null).json();
      Output.print(spec, client.json(), page, () -> table(page));
      return ExitCode.OK;
    }

    private static String table(JsonObject page) {
      if (page.objects("operations").isEmpty()) {
        return "no operations\n";
      }
      Table table = new Table("ID", "STATE", "PROGRESS", "STARTED", "WORK", "DETAIL");
      for (JsonObject operation : page.objects("operations")) {
        table.row(
            id(operation),
            operation.textOr("state", "?"),
            progress(operation),
            started(operation),
            work(operation),
            operation.textOr("detail", ""));
      }
      String next = page.text("next");
      return table + (next == null ? "" : "more: --cursor " + next + "\n");
    }
  }

  /** What the commands on one operation have in common. */
  abstract static sealed class OneOperation implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // The parser fills it in.
    @Spec
    private CommandSpec spec;

    @Mixin private ClientOptions client = new ClientOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "As list tells it.")
    private String id = "";

    final int send(String method, String what) {
      JsonObject operation = client.call(method, PATH + "/" + segment(id) + what, null).json();
      Output.print(spec, client.json(), operation, () -> shown(operation));
      return ExitCode.OK;
    }
  }

  /** Shows one operation. */
  @Command(name = "show", description = "Shows an operation.")
  static final class Show extends OneOperation {
    @Override
    public Integer call() {
      return send("GET", "");
    }
  }

  /** Pauses an operation. */
  @Command(name = "pause", description = "Lets an operation rest until it is resumed.")
  static final class Pause extends OneOperation {
    @Override
    public Integer call() {
      return send("POST", "/pause");
    }
  }

  /** Resumes an operation. */
  @Command(name = "resume", description = "Lets a paused operation go on.")
  static final class Resume extends OneOperation {
    @Override
    public Integer call() {
      return send("POST", "/resume");
    }
  }

  /** Cancels an operation. */
  @Command(name = "cancel", description = "Gives an operation up; what it did is done.")
  static final class Cancel extends OneOperation {
    @Override
    public Integer call() {
      return send("POST", "/cancel");
    }
  }
}
