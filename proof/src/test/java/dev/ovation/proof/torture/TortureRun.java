package dev.ovation.proof.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.figures.Figures;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/**
 * The command itself, run on real processes.
 *
 * @param code what it ended with
 * @param out what it printed
 */
record TortureRun(int code, String out) {

  static TortureRun of(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new TortureCommand());
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(out));
    return new TortureRun(command.execute(arguments), out.toString());
  }

  /** No promise is broken. {@code -Dovation.seed=…} chooses the faults again. */
  static void keepsItsPromises(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--seed", Long.getLong("ovation.seed", System.nanoTime()).toString()));
    TortureRun run = of(all.toArray(String[]::new));
    System.out.println(run.out());
    assertThat(run.code()).as(run.out()).isZero();
    List<String> lines = run.out().lines().toList();
    Figures.tell("torture", "%s: %s", lines.getFirst(), lines.getLast());
  }
}
