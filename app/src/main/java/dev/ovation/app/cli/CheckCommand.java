package dev.ovation.app.cli;

import dev.ovation.app.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Has everything, or one target, held against each other, and what is wrong mended. */
@Command(
    name = "check",
    description = {
      "Looks whether ledger, log and hot store agree. Without options it tells what is known to be"
          + " wrong and not mended.",
      "Ends with 1 when something is wrong and not mended."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ovation check",
      "  ovation check --target video:7 --repair",
      "  ovation check --full",
      "  ovation check --release",
      "  ovation check --release 17"
    })
final class CheckCommand implements Callable<Integer> {
  private static final String PATH = "/consistency/check";
  private static final String ALL = "all";
  private static final Duration POLL = Duration.ofMillis(500);

  /** Whoever mends looks for cases once a second. */
  private static final Duration MENDING = Duration.ofSeconds(20);

  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClientOptions client = new ClientOptions();

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = "Look at this target now, for example video:7.")
  private @Nullable String target;

  @Option(names = "--full", description = "Go through everything, and wait for it.")
  private boolean full;

  @Option(
      names = "--repair",
      description = "Mend what is found whatever the configuration says, and wait for it.")
  private boolean repair;

  @Option(
      names = "--release",
      arity = "0..1",
      paramLabel = "CASE",
      fallbackValue = ALL,
      description = "Let the case of this id be mended if it is held; without one, all of them.")
  private @Nullable String release;

  @Override
  public Integer call() {
    if ((target != null ? 1 : 0) + (full ? 1 : 0) + (release != null ? 1 : 0) > 1) {
      throw new ParameterException(
          spec.commandLine(), "give one of --target, --full and --release");
    }
    if (repair && target == null && !full) {
      throw new ParameterException(spec.commandLine(), "--repair goes with --target or --full");
    }
    if (release != null) {
      return release.equals(ALL) ? releaseAll() : release(release);
    }
    return target != null ? checkTarget(target) : checkAll();
  }

  private int releaseAll() {
    JsonObject released = client.call("POST", PATH, Map.of("release", true)).json();
    Output.print(
        spec,
        client.json(),
        released,
        () -> released.textOr("released", "?") + " cases are released\n");
    return ExitCode.OK;
  }

  private int release(String id) {
    if (!id.matches("[1-9][0-9]{0,17}")) {
      throw new ParameterException(
          spec.commandLine(), "--release takes the number of a case, not " + id);
    }
    Map<String, Object> body = Map.of("release", true, "case", Long.valueOf(id));
    JsonObject released = client.call("POST", PATH, body).json().object("case");
    Output.print(spec, client.json(), released, () -> cases(List.of(released)));
    return ExitCode.OK;
  }

  // ---- one target ----------------------------------------------------------------------------

  private int checkTarget(String text) {
    JsonObject first = look(text, repair);
    JsonObject last =
        first.isTrue("consistent") || !repair
            ? first
            : polled(() -> look(text, false), MENDING, checked -> checked.isTrue("consistent"));
    JsonObject told = first.isTrue("consistent") ? first : last;
    Output.print(spec, client.json(), told, () -> shownTarget(first, last));
    return last.isTrue("consistent") ? ExitCode.OK : ExitCode.FAILED;
  }

  private JsonObject look(String text, boolean withRepair) {
    Map<String, Object> body = new HashMap<>(Map.of("target", text));
    if (withRepair) {
      body.put("repair", true);
    }
    return client.call("POST", PATH, body).json();
  }

  private static String shownTarget(JsonObject first, JsonObject last) {
    StringBuilder out = new StringBuilder();
    String kinds = first.textOr("kinds", "?");
    if (first.isTrue("consistent")) {
      out.append(first.textOr("target", "?")).append(": nothing is wrong with its ");
      out.append(kinds).append(" kinds\n");
    }
    for (JsonObject finding : first.objects("findings")) {
      out.append(
          "%s %s: %s%n    %s%n"
              .formatted(
                  first.textOr("target", "?"),
                  finding.textOr("kind", "?"),
                  finding.textOr("cause", "?"),
                  finding.textOr("evidence", "")));
    }
    if (first.number("notComparable") > 0) {
      out.append(first.number("notComparable")).append(" kept changing: look again\n");
    }
    if (!first.isTrue("consistent") && last.isTrue("consistent")) {
      out.append("mended\n");
    }
    out.append(cases(last.objects("cases")));
    return out.toString();
  }

  // ---- everything ----------------------------------------------------------------------------

  private int checkAll() {
    if (full) {
      Map<String, Object> body = repair ? Map.of("repair", true) : Map.of();
      JsonObject begun = client.call("POST", PATH, body).json();
      String path = OperationsCommand.PATH + "/" + begun.textOr("operation", "");
      JsonObject ended =
          polled(
              () -> client.call("GET", path, null).json(),
              Duration.ofDays(365),
              operation -> operation.text("endedAt") != null);
      if (!ended.textOr("state", "").equals("done")) {
        Output.print(spec, client.json(), ended, () -> OperationsCommand.shown(ended));
        return ExitCode.FAILED;
      }
      if (!client.json()) {
        Output.print(spec, false, ended, () -> ended.textOr("detail", "") + "\n");
      }
    }
    // What was found a moment ago may be about to be mended.
    JsonObject report =
        full
            ? polled(this::report, MENDING, told -> told.object("cases").number("due") == 0)
            : report();
    JsonObject cases = report.object("cases");
    Output.print(spec, client.json(), cases, () -> shownCases(report));
    return cases.number("due") + cases.number("held") == 0 ? ExitCode.OK : ExitCode.FAILED;
  }

  private JsonObject report() {
    return client.call("GET", "/consistency/report?hours=24", null).json();
  }

  private static String shownCases(JsonObject report) {
    JsonObject cases = report.object("cases");
    if (cases.number("due") + cases.number("held") == 0) {
      return "nothing is known to be wrong and not mended\n";
    }
    return ReportCommand.cases(report) + cases(cases.objects("newest"));
  }

  static String cases(List<JsonObject> cases) {
    if (cases.isEmpty()) {
      return "";
    }
    Table table = new Table("CASE", "FOUND", "STATE", "CAUSE", "TARGET", "KIND", "OUTCOME");
    for (JsonObject one : cases) {
      table.row(
          one.textOr("id", "?"),
          one.textOr("foundAt", "?"),
          one.textOr("state", "?"),
          one.textOr("cause", "?"),
          one.textOr("space", "?") + " " + one.textOr("target", "?"),
          one.textOr("kind", "?"),
          one.textOr("outcome", ""));
    }
    return "\n" + table;
  }

  /** Asks until it is as wished or the time is over; answers what was told last. */
  private static JsonObject polled(
      Supplier<JsonObject> ask, Duration patience, Predicate<JsonObject> done) {
    long end = System.nanoTime() + patience.toNanos();
    JsonObject told = ask.get();
    while (!done.test(told) && System.nanoTime() - end < 0) {
      try {
        TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CliException(ExitCode.FAILED, "interrupted");
      }
      told = ask.get();
    }
    return told;
  }
}
