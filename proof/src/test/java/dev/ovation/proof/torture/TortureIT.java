package dev.ovation.proof.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command itself, on real processes. {@code -Dovation.seed=…} chooses its faults again. */
class TortureIT {
  @TempDir private Path directory;

  private record Run(int code, String out) {}

  @Test
  void theEmbeddedProfileKeepsItsPromisesInAFewCrashes() {
    keepsItsPromises("--cycles", "3");
  }

  @Test
  void theClusterKeepsItsPromisesInAFewFaults() {
    keepsItsPromises("--profile", "cluster", "--cycles", "2", "--away", "2", "--rate", "1500");
  }

  @Test
  @Tag("long")
  void theEmbeddedProfileKeepsItsPromisesInAHundredCrashes() {
    keepsItsPromises("--cycles", "100");
  }

  @Test
  @Tag("long")
  void theClusterKeepsItsPromisesInEveryFault() {
    keepsItsPromises("--profile", "cluster", "--cycles", "56", "--rate", "1500");
  }

  @Test
  void aHistoryThatIsKeptIsJudgedAgain() {
    Run torture = torture("--cycles", "1", "--keep", directory.toString());
    assertThat(torture.code()).as(torture.out()).isZero();

    Run again = torture("--check", directory.resolve("history-00001.csv").toString());

    assertThat(again.code()).as(again.out()).isZero();
    String checked = again.out().lines().toList().getLast();
    assertThat(checked).matches("[1-9][0-9,]* operations checked, 0 violations");
    assertThat(torture.out()).contains("1 rounds, " + checked);
  }

  private static void keepsItsPromises(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--seed", Long.getLong("ovation.seed", System.nanoTime()).toString()));
    Run run = torture(all.toArray(String[]::new));
    System.out.println(run.out());
    assertThat(run.code()).as(run.out()).isZero();
  }

  private static Run torture(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new TortureCommand());
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(out));
    return new Run(command.execute(arguments), out.toString());
  }
}
