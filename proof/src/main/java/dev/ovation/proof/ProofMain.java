package dev.ovation.proof;

import dev.ovation.proof.torture.TortureCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./ovation simulate} and its siblings: proofs that anybody can run. */
@Command(
    name = "ovation",
    mixinStandardHelpOptions = true,
    description = "Proofs to run: what is promised is tried to be broken.",
    subcommands = {SimulateCommand.class, TortureCommand.class})
public final class ProofMain implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  private CommandSpec spec;

  public static void main(String[] args) {
    System.exit(new CommandLine(new ProofMain()).execute(args));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a proof");
  }
}
