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

/** Makes views anew. */
@Command(
    name = "rebuild",
    description = {
      "Makes views anew while writes go on: a ledger from the log alone, beside the one that is"
          + " served; the counts of the one that is served from its rows; the hot store from the"
          + " ledger.",
      "Needs a key with scope admin where the server has keys."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ovation rebuild ledger --into copy --wait",
      "  ovation rebuild counts --wait",
      "  ovation rebuild hot --wait"
    },
    subcommands = {
      RebuildCommand.OfLedger.class,
      RebuildCommand.OfCounts.class,
      RebuildCommand.OfHot.class
    })
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
        "  ovation rebuild ledger --into copy --from 2026-01-31T12:00:00Z --wait",
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
        paramLabel = "OFFSET|TIME",
        description = {
          "Replay the registers of a ledger that is there once more, after an offset or what was"
              + " written since a time, for example 2026-01-31T12:00:00Z."
        })
    private @Nullable String from;

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Override
    public Integer call() {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("into", into);
      if (from != null) {
        body.put("from", from.matches("[0-9]{1,18}") ? Long.valueOf(from) : from);
      }
      if (dryRun) {
        body.put("dryRun", true);
      }
      return operation.begin("POST", "/admin/v1/rebuild/ledger", body);
    }
  }

  /** Counts rows again. */
  @Command(
      name = "counts",
      description =
          "Counts the rows of the ledger again. What is stored otherwise, or has no digest yet, is"
              + " mended by the owner of its partition.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  ovation rebuild counts --dry-run --wait",
        "  ovation rebuild counts --target video:7 --wait"
      })
  static final class OfCounts implements Callable<Integer> {
    @Mixin private BegunOperation operation = new BegunOperation();

    @Option(
        names = "--space",
        paramLabel = "SPACE",
        description = "Only this one; with --target the target's, default: that of the key.")
    private @Nullable String space;

    @Option(names = "--target", paramLabel = "TARGET", description = "Only this one, as video:7.")
    private @Nullable String target;

    @Option(names = "--dry-run", description = "Only say what is not right.")
    private boolean dryRun;

    @Override
    public Integer call() {
      Map<String, Object> body = body(space, target);
      if (dryRun) {
        body.put("dryRun", true);
      }
      return operation.begin("POST", "/admin/v1/rebuild/counts", body);
    }
  }

  /** Fills the hot store anew. */
  @Command(
      name = "hot",
      description = {
        "Fills the hot store anew from the ledger: all of it, or what it holds of one target.",
        "Until it is filled, reads come from the ledger; in the cluster, writes to the partition"
            + " that is at its turn wait for it."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  ovation rebuild hot --wait", "  ovation rebuild hot --target video:7 --wait"})
  static final class OfHot implements Callable<Integer> {
    @Mixin private BegunOperation operation = new BegunOperation();

    @Option(
        names = "--space",
        paramLabel = "SPACE",
        description = "The target's; default: that of the key.")
    private @Nullable String space;

    @Option(names = "--target", paramLabel = "TARGET", description = "Only this one, as video:7.")
    private @Nullable String target;

    @Override
    public Integer call() {
      return operation.begin("POST", "/admin/v1/rebuild/hot", body(space, target));
    }
  }

  private static Map<String, Object> body(@Nullable String space, @Nullable String target) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (space != null) {
      body.put("space", space);
    }
    if (target != null) {
      body.put("target", target);
    }
    return body;
  }
}
