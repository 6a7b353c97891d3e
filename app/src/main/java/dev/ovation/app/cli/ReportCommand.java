package dev.ovation.app.cli;

import dev.ovation.app.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells how consistent log, ledger and hot store were. */
@Command(
    name = "report",
    description = {
      "Shows how well ledger and hot store showed what the log holds, some times after it was"
          + " durable, what was found wrong, and of how much of what happened that speaks."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ovation report", "  ovation report --hours 1 --json"})
final class ReportCommand implements Callable<Integer> {
  private static final int FINDINGS_SHOWN = 20;

  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClientOptions client = new ClientOptions();

  @Option(
      names = "--hours",
      paramLabel = "N",
      defaultValue = "24",
      description = "How many hours back; default: ${DEFAULT-VALUE}.")
  private int hours;

  @Override
  public Integer call() {
    JsonObject report = client.call("GET", "/consistency/report?hours=" + hours, null).json();
    Output.print(spec, client.json(), report, () -> shown(report));
    return ExitCode.OK;
  }

  private static String shown(JsonObject report) {
    StringBuilder out = new StringBuilder();
    out.append("%s to %s%n%n".formatted(report.textOr("since", "?"), report.textOr("until", "?")));
    out.append(rates(report)).append('\n');
    JsonObject lag = report.object("lag");
    out.append(
        "ledger lag  p50 %s ms  p90 %s ms  p99 %s ms  longest %s ms  (%s events)%n"
            .formatted(
                lag.textOr("p50Millis", "?"),
                lag.textOr("p90Millis", "?"),
                lag.textOr("p99Millis", "?"),
                lag.textOr("maxMillis", "?"),
                lag.textOr("events", "?")));
    out.append(coverage(report.object("coverage")));
    out.append(findings(report.object("findings")));
    out.append('\n').append(sweeps(report.object("sweeps"))).append(cases(report));
    List<JsonObject> newest = report.object("cases").objects("newest");
    out.append(CheckCommand.cases(newest.stream().limit(FINDINGS_SHOWN).toList()));
    return out.toString();
  }

  private static String sweeps(JsonObject sweeps) {
    Table table =
        new Table("PASS", "ENDED", "TOOK", "BUSY", "ROWS", "KINDS", "EVENTS", "HOT", "WRONG");
    for (String name : List.of("recent", "full")) {
      JsonObject pass = sweeps.object(name);
      if (pass.fields().isEmpty()) {
        table.row(name, "never", "", "", "", "", "", "", "");
      } else {
        table.row(
            name,
            pass.textOr("endedAt", "?"),
            pass.textOr("millis", "?") + " ms",
            pass.textOr("busyMillis", "?") + " ms",
            pass.textOr("rows", "?"),
            pass.textOr("recounted", "?"),
            pass.textOr("events", "?"),
            Long.toString(pass.number("slots") + pass.number("views")),
            pass.textOr("found", "?"));
      }
    }
    return table.toString();
  }

  /** How the cases stand, in a few lines. */
  static String cases(JsonObject report) {
    JsonObject cases = report.object("cases");
    StringBuilder out = new StringBuilder("cases       ");
    out.append(
        "due %s  held %s  mended %s  sound %s  beyond repair %s%n"
            .formatted(
                cases.textOr("due", "?"),
                cases.textOr("held", "?"),
                cases.textOr("mended", "?"),
                cases.textOr("sound", "?"),
                cases.textOr("beyondRepair", "?")));
    if (cases.number("mended") > 0) {
      out.append("to mend     %s ms on average%n".formatted(cases.textOr("meanMillisToMend", "?")));
    }
    if (cases.text("oldestOpen") != null) {
      out.append("oldest open %s%n".formatted(cases.text("oldestOpen")));
    }
    if (cases.isTrue("braked")) {
      out.append(
          "too many were found, so nothing is mended: look, then let them go with: ovation check"
              + " --release\n");
    }
    for (JsonObject count : cases.objects("byCause")) {
      out.append(
          "            %s, %s: %s%n"
              .formatted(
                  count.textOr("cause", "?"),
                  count.textOr("state", "?"),
                  count.textOr("cases", "?")));
    }
    return out.toString();
  }

  private static String rates(JsonObject report) {
    Table table = new Table("SPACE", "VIEW", "AFTER", "RIGHT", "CHECKED", "BEHIND", "WRONG");
    for (JsonObject rate : report.objects("rates")) {
      table.row(
          rate.textOr("space", "?"),
          rate.textOr("view", "?"),
          rate.textOr("windowSeconds", "?") + " s",
          rate.textOr("text", "?"),
          rate.textOr("checked", "?"),
          rate.textOr("behind", "?"),
          rate.textOr("wrong", "?"));
    }
    return report.objects("rates").isEmpty() ? "nothing was checked\n" : table.toString();
  }

  /** Only what there is to say; seen and sampled always. */
  private static String coverage(JsonObject coverage) {
    StringBuilder out = new StringBuilder("coverage    ");
    for (String name : coverage.fields().keySet()) {
      if (coverage.number(name) != 0 || name.equals("seen") || name.equals("sampled")) {
        out.append("%s %s  ".formatted(name, coverage.textOr(name, "?")));
      }
    }
    return out.toString().stripTrailing() + "\n";
  }

  private static String findings(JsonObject findings) {
    if (findings.number("total") == 0) {
      return "findings    none\n";
    }
    StringBuilder out = new StringBuilder();
    out.append(
        "findings    %s, the oldest of %s%n"
            .formatted(findings.textOr("total", "?"), findings.textOr("oldest", "?")));
    for (JsonObject count : findings.objects("byCause")) {
      out.append(
          "            %s in %s: %s%n"
              .formatted(
                  count.textOr("cause", "?"),
                  count.textOr("view", "?"),
                  count.textOr("findings", "?")));
    }
    Table table = new Table("AT", "VIEW", "CAUSE", "REGISTER", "AFTER", "EXPECTED", "FOUND");
    findings.objects("newest").stream()
        .limit(FINDINGS_SHOWN)
        .forEach(
            finding ->
                table.row(
                    finding.textOr("at", "?"),
                    finding.textOr("view", "?"),
                    finding.textOr("cause", "?"),
                    "%s %s/%s/%s"
                        .formatted(
                            finding.textOr("space", "?"),
                            finding.textOr("target", "?"),
                            finding.textOr("kind", "?"),
                            finding.textOr("key", "?")),
                    finding.textOr("windowSeconds", "?") + " s",
                    finding.textOr("expectedValue", "-")
                        + " v"
                        + finding.textOr("expectedVersion", "?"),
                    finding.textOr("foundValue", "-")
                        + " v"
                        + finding.textOr("foundVersion", "?")));
    return out.append('\n').append(table).toString();
  }
}
