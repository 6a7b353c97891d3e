package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The commands that run the engines of the cluster profile. */
@Command(
    name = "ovation cluster",
    description = {
      "Real PostgreSQL, Redis and Kafka on this machine, without Docker, to try the cluster profile."
    },
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExit codes:%n",
    footer = {
      "  0  done; of status: every engine answers",
      "  1  failed; of status: not every engine answers",
      "  2  the command line is wrong"
    })
final class ClusterCommand implements Runnable {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  private ClusterCommand() {}

  /** Builds the parser with all commands. */
  static CommandLine commandLine() {
    CommandLine line =
        new CommandLine(new ClusterCommand())
            .addSubcommand(new UpCommand())
            .addSubcommand(new StatusCommand())
            .addSubcommand(new DownCommand());
    line.getSubcommands().values().forEach(ClusterCommand::addHelp);
    line.addSubcommand(new CommandLine.HelpCommand());
    addHelp(line);
    line.setExecutionExceptionHandler((failure, command, _) -> explain(failure, command));
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
    throw new ParameterException(spec.commandLine(), "say which command to run");
  }

  /** A line for what a person can mend, a stack trace for our own defects. */
  private static int explain(Exception failure, CommandLine command) {
    PrintWriter err = command.getErr();
    if (failure instanceof EngineException known) {
      err.println("ovation: " + known.getMessage());
    } else {
      err.println("ovation: this is a defect, please report it:");
      failure.printStackTrace(err);
    }
    err.flush();
    return ExitCode.FAILED;
  }
}
