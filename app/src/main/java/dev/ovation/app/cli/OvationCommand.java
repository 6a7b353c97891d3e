package dev.ovation.app.cli;

import dev.ovation.app.config.ConfigException;
import dev.ovation.core.port.OvationException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

/** The root of the command line. */
@Command(
    name = "ovation",
    description = "The interaction service: likes, reactions, votes, follows, ratings, views.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  done",
      "  1  failed: the server refused, or lines of an import failed",
      "  2  the command line is wrong",
      "  3  no server answers at the URL",
      "  4  the configuration is refused",
      "",
      "More of ./ovation, each with its own help:",
      "  test     build everything and run all tests",
      "  bench    measure the server beside a baseline",
      "  cluster  run PostgreSQL, Redis and Kafka on this machine, to try the cluster profile"
    })
public final class OvationCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @CommandLine.Spec
  private CommandLine.Model.CommandSpec spec;

  private OvationCommand() {}

  /**
   * Builds the parser with all commands.
   *
   * @param starters make the servers of the profiles
   */
  public static CommandLine commandLine(Map<String, String> environment, ServerStarters starters) {
    CommandLine line =
        new CommandLine(new OvationCommand())
            .addSubcommand(new ServeCommand(environment, starters))
            .addSubcommand(new ImportCommand())
            .addSubcommand(new GetCommand())
            .addSubcommand(new ListCommand())
            .addSubcommand(new WriteCommand.Put())
            .addSubcommand(new WriteCommand.Delete())
            .addSubcommand(new WriteCommand.Add())
            .addSubcommand(new StatusCommand())
            .addSubcommand(new ExplainCommand())
            .addSubcommand(new ReportCommand())
            .addSubcommand(new CheckCommand())
            .addSubcommand(new DeadLettersCommand())
            .addSubcommand(new ExportCommand())
            .addSubcommand(new VerifyCommand())
            .addSubcommand(new EraseCommand())
            .addSubcommand(new RestoreCommand())
            .addSubcommand(new RebuildCommand())
            .addSubcommand(new OperationsCommand())
            .addSubcommand(new ConfigCommand(environment))
            .addSubcommand(new VersionCommand());
    line.getSubcommands().values().forEach(OvationCommand::addHelp);
    line.addSubcommand(new CommandLine.HelpCommand());
    addHelp(line);
    line.setExecutionExceptionHandler((e, command, parsed) -> explain(e, command));
    return line;
  }

  private static void addHelp(CommandLine line) {
    line.getCommandSpec()
        .addOption(
            CommandLine.Model.OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help.")
                .build());
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr(), Ansi.AUTO);
    throw new CliException(ExitCode.USAGE, "say which command to run");
  }

  /** One line an error, no stack trace, unless it is our own defect. */
  private static int explain(Exception failure, CommandLine command) {
    var err = command.getErr();
    int code =
        switch (failure) {
          case ConfigException refused -> {
            err.println("ovation: the configuration is refused:");
            refused.problems().forEach(problem -> err.println("  " + problem));
            yield ExitCode.CONFIG;
          }
          case CliException known -> {
            err.println("ovation: " + known.getMessage());
            yield known.exitCode();
          }
          case OvationException refused -> {
            err.println("ovation: " + refused.getMessage());
            yield ExitCode.FAILED;
          }
          default -> {
            err.println("ovation: this is a defect, please report it:");
            failure.printStackTrace(err);
            yield ExitCode.FAILED;
          }
        };
    err.flush();
    return code;
  }
}
