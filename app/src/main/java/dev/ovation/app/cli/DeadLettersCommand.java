package dev.ovation.app.cli;

import static dev.ovation.app.client.ApiClient.segment;

import dev.ovation.app.client.ApiResponse;
import dev.ovation.app.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows events that could not be applied, and says what shall become of them. */
@Command(
    name = "dead-letters",
    description = {
      "Shows events that could not be applied and are parked, tries them again or drops them.",
      "Needs a key with scope admin where the server has keys."
    },
    subcommands = {
      DeadLettersCommand.ListLetters.class,
      DeadLettersCommand.Show.class,
      DeadLettersCommand.Retry.class,
      DeadLettersCommand.Drop.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ovation dead-letters list --cause constraint",
      "  ovation dead-letters show 0-17",
      "  ovation dead-letters retry 0-17",
      "  ovation dead-letters drop 0-17 --reason 'written by a tool that is gone'"
    })
final class DeadLettersCommand implements Callable<Integer> {
  private static final String PATH = "/admin/v1/dead-letters";

  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  private static String shown(JsonObject letter) {
    StringJoiner lines = new StringJoiner("\n", "", "\n");
    lines.add(letter.textOr("id", "?") + " is " + letter.textOr("state", "?"));
    lines.add("parked    " + letter.textOr("parkedAt", "?"));
    lines.add("because   " + letter.textOr("reason", "?"));
    lines.add("tried     " + letter.number("attempts") + " times");
    lines.add("event     " + described(letter.object("event")));
    JsonObject decision = letter.object("decision");
    if (decision.text("verdict") != null) {
      lines.add(
          "decided   %s by %s at %s: %s"
              .formatted(
                  decision.text("verdict"),
                  decision.text("by"),
                  decision.text("at"),
                  decision.text("reason")));
    }
    lines.add("bytes     " + letter.textOr("bytes", ""));
    return lines.toString();
  }

  private static String described(JsonObject event) {
    if (event.text("kind") == null) {
      return "can't be read";
    }
    String what =
        event.text("by") != null || event.number("by") > 0
            ? "+" + event.number("by")
            : String.valueOf(event.text("value"));
    return "%s %s/%s/%s %s, version %s, at %s"
        .formatted(
            event.text("space"),
            event.text("target"),
            event.text("kind"),
            event.text("actor"),
            what,
            event.text("version"),
            event.text("at"));
  }

  /** Lists letters. */
  @Command(
      name = "list",
      description = "Lists letters, oldest position first; with --json page by page as given.")
  static final class ListLetters implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // The parser fills it in.
    @Spec
    private CommandSpec spec;

    @Mixin private ClientOptions client = new ClientOptions();

    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "parked (default), settled or all.")
    private @Nullable String state;

    @Option(names = "--space", paramLabel = "SPACE", description = "Only events of this space.")
    private @Nullable String space;

    @Option(names = "--cause", paramLabel = "TEXT", description = "Only reasons that hold this.")
    private @Nullable String cause;

    @Option(
        names = "--parked-before",
        paramLabel = "TIME",
        description = "Only what was parked before, for example 2026-05-01T12:00:00Z.")
    private @Nullable String parkedBefore;

    @Option(names = "--limit", paramLabel = "N", description = "1 to 200; default 50.")
    private @Nullable Integer limit;

    @Option(names = "--cursor", paramLabel = "NEXT", description = "Where an earlier list ended.")
    private @Nullable String cursor;

    @Override
    public Integer call() {
      StringJoiner query = new StringJoiner("&");
      Map<String, @Nullable Object> asked = new LinkedHashMap<>();
      asked.put("state", state);
      asked.put("space", space);
      asked.put("cause", cause);
      asked.put("parkedBefore", parkedBefore);
      asked.put("limit", limit);
      asked.put("cursor", cursor);
      asked.forEach(
          (name, value) -> {
            if (value != null) {
              query.add(name + "=" + segment(value.toString()));
            }
          });
      JsonObject page = client.call("GET", PATH + "?" + query, null).json();
      Output.print(spec, client.json(), page, () -> table(page));
      return ExitCode.OK;
    }

    private static String table(JsonObject page) {
      List<JsonObject> letters = page.objects("deadLetters");
      String next = page.text("next");
      String more = next == null ? "" : "more: --cursor " + next + "\n";
      if (letters.isEmpty()) {
        return more.isEmpty() ? "no dead letters\n" : more;
      }
      Table table = new Table("ID", "STATE", "PARKED", "TRIED", "EVENT", "REASON");
      for (JsonObject letter : letters) {
        table.row(
            letter.textOr("id", "?"),
            letter.textOr("state", "?"),
            letter.textOr("parkedAt", "?"),
            Long.toString(letter.number("attempts")),
            described(letter.object("event")),
            letter.textOr("reason", ""));
      }
      return table + more;
    }
  }

  /** What the commands on one letter have in common. */
  abstract static sealed class OneLetter implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // The parser fills it in.
    @Spec
    private CommandSpec spec;

    @Mixin private ClientOptions client = new ClientOptions();

    @Parameters(index = "0", paramLabel = "ID", description = "As list tells it, for example 0-17.")
    private String id = "";

    final ApiResponse send(String method, String what, @Nullable Map<String, ?> body) {
      return client.call(method, PATH + "/" + segment(id) + what, body);
    }

    final JsonObject print(JsonObject letter) {
      Output.print(spec, client.json(), letter, () -> shown(letter));
      return letter;
    }
  }

  /** Shows one letter. */
  @Command(name = "show", description = "Shows a letter with its bytes, in Base64.")
  static final class Show extends OneLetter {
    @Override
    public Integer call() {
      print(send("GET", "", null).json());
      return ExitCode.OK;
    }
  }

  /** Tries a letter again. */
  @Command(
      name = "retry",
      description = {
        "Tries to apply a letter's event again, after its cause was mended.",
        "Exit code 1 when it stays parked."
      })
  static final class Retry extends OneLetter {
    @Option(names = "--reason", paramLabel = "TEXT", description = "For the audit.")
    private @Nullable String reason;

    @Override
    public Integer call() {
      Map<String, String> body = reason == null ? Map.of() : Map.of("reason", reason);
      JsonObject letter = print(send("POST", "/retry", body).json());
      return "parked".equals(letter.text("state")) ? ExitCode.FAILED : ExitCode.OK;
    }
  }

  /** Gives a letter up. */
  @Command(
      name = "drop",
      description = "Gives a letter's event up: the register then shows what the ledger says.")
  static final class Drop extends OneLetter {
    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why, for the audit.")
    private String reason = "";

    @Override
    public Integer call() {
      print(send("POST", "/drop", Map.of("reason", reason)).json());
      return ExitCode.OK;
    }
  }
}
