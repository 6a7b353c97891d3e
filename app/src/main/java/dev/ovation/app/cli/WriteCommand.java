package dev.ovation.app.cli;

import static dev.ovation.app.client.ApiClient.segment;

import dev.ovation.app.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the commands that write one interaction have in common. */
abstract sealed class WriteCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClientOptions client = new ClientOptions();

  @Parameters(index = "0", paramLabel = "TARGET", description = "type:id, for example video:7.")
  private String target = "";

  @Parameters(index = "1", paramLabel = "KIND", description = "For example like.")
  private String kind = "";

  @Parameters(index = "2", paramLabel = "ACTOR", description = "For example u42.")
  private String actor = "";

  final JsonObject send(String method, boolean actorInPath, Map<String, ?> fields) {
    String path = "/v1/targets/" + segment(target) + "/" + segment(kind);
    return client
        .call(
            method,
            actorInPath ? path + "/" + segment(actor) : path,
            fields.isEmpty() ? null : fields)
        .json();
  }

  final String actor() {
    return actor;
  }

  final Integer shown(JsonObject answer, String forPeople) {
    Output.print(spec, client.json(), answer, () -> forPeople);
    return ExitCode.OK;
  }

  /** Sets a register. */
  @Command(
      name = "put",
      description = "Sets what an actor holds. Repeating it changes nothing.",
      footerHeading = "%nExamples:%n",
      footer = {"  ovation put video:7 like u42", "  ovation put video:7 reaction u42 love"})
  static final class Put extends WriteCommand {
    @Parameters(
        index = "3",
        arity = "0..1",
        paramLabel = "VALUE",
        description = "Needed when the kind has several values.")
    private @Nullable String value;

    @Option(
        names = "--at",
        paramLabel = "TIME",
        description = "When it happened, for example 2024-05-01T12:00:00Z. Default: now.")
    private @Nullable String at;

    @Override
    public Integer call() {
      Map<String, Object> fields = new LinkedHashMap<>();
      putIfPresent(fields, "value", value);
      putIfPresent(fields, "at", at);
      JsonObject answer = send("PUT", true, fields);
      return shown(answer, Shown.interaction(answer));
    }
  }

  /** Unsets a register. */
  @Command(
      name = "delete",
      description = "Takes back what an actor holds. Repeating it changes nothing.",
      footerHeading = "%nExamples:%n",
      footer = "  ovation delete video:7 like u42")
  static final class Delete extends WriteCommand {
    @Override
    public Integer call() {
      JsonObject answer = send("DELETE", true, Map.of());
      return shown(answer, Shown.interaction(answer));
    }
  }

  /** Adds to a counter. */
  @Command(
      name = "add",
      description = "Adds to a counter.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  ovation add video:7 view u42",
        "  ovation add video:7 play u42 --by 3 --token session-81"
      })
  static final class Add extends WriteCommand {
    @Option(names = "--by", paramLabel = "N", description = "1 to 1000. Default: 1.")
    private @Nullable Integer by;

    @Option(
        names = "--token",
        paramLabel = "TOKEN",
        description = "Makes a repeat within 24 hours count once.")
    private @Nullable String token;

    @Override
    public Integer call() {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("actor", actor());
      putIfPresent(fields, "by", by);
      putIfPresent(fields, "token", token);
      JsonObject answer = send("POST", false, fields);
      return shown(
          answer,
          answer.textOr("target", "?")
              + " "
              + answer.textOr("kind", "?")
              + ": "
              + answer.textOr("count", "unknown")
              + counted(answer));
    }
  }

  private static String counted(JsonObject answer) {
    if (answer.isTrue("counted")) {
      return " (counted)\n";
    }
    return answer.isFalse("counted")
        ? " (was counted before)\n"
        : " (counts once; whether it did before is not known now)\n";
  }

  private static void putIfPresent(
      Map<String, Object> fields, String name, @Nullable Object value) {
    if (value != null) {
      fields.put(name, value);
    }
  }
}
