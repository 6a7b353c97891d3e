package dev.ovation.app.cli;

import dev.ovation.app.cli.csvimport.CsvImport;
import dev.ovation.app.cli.csvimport.ImportPlan;
import dev.ovation.app.cli.csvimport.ImportStoppedException;
import dev.ovation.app.cli.csvimport.LineFilter;
import dev.ovation.app.client.ApiClient;
import dev.ovation.app.config.Durations;
import dev.ovation.app.json.Json;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Imports a CSV file. */
@Command(
    name = "import",
    description = {
      "Imports a CSV file with a header line. Repeatable: a second run changes nothing. Resumable: an"
          + " interrupted run goes on where it ended. A register on several lines ends with the last"
          + " one."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ovation import ratings.csv --kind rating --actor-column userId --target-column movieId \\",
      "      --target-type movie --value-column rating --at-column timestamp",
      "  ovation import ratings.csv --kind like --actor-column userId --target-column movieId \\",
      "      --target-type movie --at-column timestamp --where 'rating>=4'"
    })
final class ImportCommand implements Callable<Integer> {
  private static final int LISTED_MAX = 20;

  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClientOptions options = new ClientOptions();

  @Parameters(index = "0", paramLabel = "FILE", description = "The CSV file, in UTF-8.")
  private Path file = Path.of("");

  @Option(names = "--kind", required = true, paramLabel = "KIND", description = "For example like.")
  private String kind = "";

  @Option(
      names = "--actor-column",
      required = true,
      paramLabel = "NAME",
      description = "Column with the actor's id.")
  private String actorColumn = "";

  @Option(
      names = "--target-column",
      required = true,
      paramLabel = "NAME",
      description = "Column with the target's id, without its type.")
  private String targetColumn = "";

  @Option(
      names = "--target-type",
      required = true,
      paramLabel = "TYPE",
      description = "The type of all targets, for example movie.")
  private String targetType = "";

  @Option(
      names = "--value-column",
      paramLabel = "NAME",
      description = "Column with the value; needed when the kind has several values.")
  private @Nullable String valueColumn;

  @Option(
      names = "--at-column",
      paramLabel = "NAME",
      description = {
        "Column that says when it happened: seconds or milliseconds since 1970, or like"
            + " 2024-05-01T12:00:00Z. Default: now."
      })
  private @Nullable String atColumn;

  @Option(
      names = "--add",
      description = {
        "The kind is a counter: each line adds. A repeat within 24 hours counts once, also when the"
            + " import is run again."
      })
  private boolean add;

  @Option(
      names = "--by-column",
      paramLabel = "NAME",
      description = "With --add: column that says how much. Default: 1 a line.")
  private @Nullable String byColumn;

  @Option(
      names = "--where",
      paramLabel = "CONDITION",
      description = {
        "Import only lines that meet it: a column, one of < <= = != >= >, and a number or text. May be"
            + " repeated; all must hold."
      })
  private List<String> where = new ArrayList<>();

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Lines a request, 1 to 1000. Default: 1000.")
  private int batch;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      defaultValue = "4",
      description = "Requests in flight, 1 to 64. Default: 4.")
  private int parallel;

  @Option(
      names = "--retry-for",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = {
        "How long to repeat while the server is away or overloaded, for example 10m. Default: 60s."
      })
  private String retryFor = "";

  @Option(
      names = "--errors-max",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Stop when more lines than this failed. Default: 1000.")
  private int errorsMax;

  @Option(
      names = "--resume-file",
      paramLabel = "FILE",
      description = {
        "Where an interrupted import remembers how far it came. Default: beside FILE, with .KIND.resume"
            + " appended."
      })
  private @Nullable Path resumeFile;

  @Override
  public Integer call() throws InterruptedException {
    ImportPlan plan = plan();
    try (ApiClient client = options.client()) {
      Progress progress = Progress.of(file, options.json());
      CsvImport running = new CsvImport(plan, client, progress::show);
      ImportStoppedException stopped = null;
      try (progress) {
        running.run();
      } catch (ImportStoppedException e) {
        stopped = e;
      }
      report(running, stopped == null ? null : stopped.getMessage());
      if (stopped != null) {
        return stopped.isUnreachable() ? ExitCode.UNREACHABLE : ExitCode.FAILED;
      }
      return running.totals().failed() > 0 ? ExitCode.FAILED : ExitCode.OK;
    }
  }

  private ImportPlan plan() {
    Duration retry = Durations.parse(retryFor);
    check(retry != null, "--retry-for must be like 60s or 10m");
    check(batch >= 1 && batch <= 1000, "--batch must be 1 to 1000");
    check(parallel >= 1 && parallel <= 64, "--parallel must be 1 to 64");
    check(errorsMax >= 0, "--errors-max must be at least 0");
    check(add || byColumn == null, "--by-column needs --add");
    check(!add || valueColumn == null, "--value-column does not go with --add");
    check(Files.isReadable(file) && !Files.isDirectory(file), file + " cannot be read");
    List<LineFilter> filters = new ArrayList<>();
    for (String condition : where) {
      filters.add(
          LineFilter.parse(condition)
              .orElseThrow(() -> usage("--where must be like rating>=4, is \"" + condition + '"')));
    }
    Path resume =
        resumeFile != null
            ? resumeFile
            : file.resolveSibling(file.getFileName() + "." + kind + ".resume");
    return new ImportPlan(
        file,
        kind,
        actorColumn,
        targetColumn,
        targetType,
        valueColumn,
        atColumn,
        add,
        byColumn,
        filters,
        batch,
        parallel,
        retry == null ? Duration.ZERO : retry,
        errorsMax,
        resume);
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      throw usage(otherwise);
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void report(CsvImport ended, @Nullable String stopped) {
    PrintWriter out = spec.commandLine().getOut();
    var totals = ended.totals();
    if (options.json()) {
      Map<String, @Nullable Object> data = new LinkedHashMap<>(totals.byName());
      List<Map<String, Object>> failures = new ArrayList<>();
      totals
          .failures()
          .forEach(each -> failures.add(Map.of("line", each.line(), "reason", each.reason())));
      data.put("failures", failures);
      data.put("stopped", stopped);
      out.println(Json.writePretty(data));
    } else {
      PrintWriter err = spec.commandLine().getErr();
      totals.failures().stream()
          .limit(LISTED_MAX)
          .forEach(each -> err.println("line " + each.line() + ": " + each.reason()));
      if (totals.failed() > LISTED_MAX) {
        err.println("and " + (totals.failed() - LISTED_MAX) + " more lines");
      }
      totals.byName().forEach((name, count) -> printTotal(out, name, count));
      if (stopped != null) {
        err.println("ovation: stopped: " + stopped + "; the same command goes on from there");
      }
      err.flush();
    }
    out.flush();
  }

  private static void printTotal(PrintWriter out, String name, long count) {
    if (!name.equals("resumedAfterLine")) {
      out.printf("%-10s %,12d%n", name, count);
    } else if (count > 0) {
      out.printf("resumed after line %,d; the lines before it are not counted again%n", count);
    }
  }

  /** A progress bar when somebody is looking. */
  private record Progress(@Nullable ProgressBar bar) implements AutoCloseable {
    // Since Java 25 there is again no console where input or output is not a terminal.
    @SuppressWarnings("SystemConsoleNull")
    static Progress of(Path file, boolean json) {
      Console console = System.console();
      if (json || console == null || !console.isTerminal()) {
        return new Progress(null);
      }
      try {
        return new Progress(
            new ProgressBarBuilder()
                .setTaskName("import")
                .setInitialMax(Files.size(file))
                .setUnit(" MiB", 1 << 20)
                .build());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void show(long bytes) {
      if (bar != null) {
        bar.stepTo(bytes);
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
