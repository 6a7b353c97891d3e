package dev.ovation.cluster;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells how the engines are. */
@Command(
    name = "status",
    description = "Shows every engine; exit code 1 unless all run and answer.")
final class StatusCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() {
    EngineTable table =
        EngineTable.of(
            options.open(_ -> {}).engines(), ZoneId.systemDefault(), Path.of("").toAbsolutePath());
    spec.commandLine().getOut().print(table);
    spec.commandLine().getOut().flush();
    return table.allAnswer() ? ExitCode.OK : ExitCode.FAILED;
  }
}
