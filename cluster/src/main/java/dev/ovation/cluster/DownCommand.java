package dev.ovation.cluster;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Stops the engines. */
@Command(
    name = "down",
    description = {
      "Stops the engines in order. What PostgreSQL and Kafka hold stays for the next up; Redis"
          + " keeps nothing."
    })
final class DownCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClusterOptions options = new ClusterOptions();

  @Option(names = "--wipe", description = "Delete all their data, too.")
  private boolean wipe;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    List<String> failures =
        options
            .open(
                line -> {
                  out.println(line);
                  out.flush();
                })
            .down(wipe);
    PrintWriter err = spec.commandLine().getErr();
    failures.forEach(failure -> err.println("ovation: " + failure));
    err.flush();
    return failures.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }
}
