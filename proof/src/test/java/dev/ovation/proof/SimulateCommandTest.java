package dev.ovation.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.sim.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The simulator as a command. */
class SimulateCommandTest {
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{16}");

  private record Run(int code, String out) {
    List<String> hashes() {
      return HASH.matcher(out).results().map(found -> found.group()).toList();
    }
  }

  private static Run run(String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new ProofMain());
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(out));
    int code = command.execute(arguments);
    return new Run(code, out.toString());
  }

  @Test
  void theSameSeedsHaveTheSameHashInEverySetting() {
    Run first = run("simulate", "--seeds", "4");
    Run again = run("simulate", "--seeds", "4");

    assertThat(first.code()).as(first.out()).isZero();
    assertThat(first.hashes()).hasSize(Setting.values().length).doesNotHaveDuplicates();
    assertThat(again.hashes()).isEqualTo(first.hashes());
  }

  @Test
  void oneSeedTellsItsStory() {
    Run run = run("simulate", "--setting", "PROCESS", "--seed", "7", "--story");

    assertThat(run.code()).as(run.out()).isZero();
    assertThat(run.out()).contains("the last steps:", "the story:", "7 to 7");
  }

  @Test
  void bugsThatAreNotCaughtAreToldAndEndWithOne() {
    Run run = run("simulate", "--bugs", "--bug-seeds", "1");

    assertThat(run.code()).as(run.out()).isEqualTo(1);
    assertThat(run.out()).contains("NOT CAUGHT", "planted bugs caught, each within 1 seeds");
  }

  @Test
  void aSettingThatIsNotKnownIsRefused() {
    assertThat(run("simulate", "--setting", "MOON").code()).isEqualTo(2);
  }
}
