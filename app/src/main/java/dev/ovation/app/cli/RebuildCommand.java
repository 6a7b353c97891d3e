package dev.ovation.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes views anew from the log. */
@Command(
    name = "rebuild",
    description = {
      "Makes a ledger from the log alone, beside the one that is served, while writes go on.",
      "Needs a key with scope admin where the server has keys."
    },
    footerHeading = "%nExamples:%n",
    footer = "  ovation rebuild ledger --into copy --wait",
    subcommands = RebuildCommand.OfLedger.class)
final class RebuildCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getErr());
    return ExitCode.USAGE;
  }

  /** Makes a ledger. */
  @Command(
      name = "ledger",
      description =
          "Makes a ledger until it stands at the log's end; run it again to add what came since.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  ovation rebuild ledger --into copy --wait",
        "  ovation export --ledger copy > copy.csv"
      })
  static final class OfLedger implements Callable<Integer> {
    @Mixin private BegunOperation operation = new BegunOperation();

    @Option(
        names = "--into",
        paramLabel = "NAME",
        required = true,
        description = "A folder in rebuilt/ of the data directory; in the cluster a schema.")
    private String into = "";

    @Option(
        names = "--from",
        paramLabel = "OFFSET",
        description = "Replay the registers of a ledger that is there once more, after an offset.")
    private @Nullable Long from;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Override
    public Integer call() {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("into", into);
      if (from != null) {
        body.put("from", from);
      }
      if (dryRun) {
        body.put("dryRun", true);
      }
      return operation.begin("POST", "/admin/v1/rebuild/ledger", body);
    }
  }
}
