package dev.ovation.proof.torture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedTortureIT {
  @TempDir private Path directory;

  @Test
  void promisesAreKeptInAFewCrashes() {
    TortureRun.keepsItsPromises("--cycles", "5");
  }

  @Test
  @Tag("long")
  void promisesAreKeptInAHundredCrashes() {
    TortureRun.keepsItsPromises("--cycles", "100");
  }

  @Test
  void aHistoryThatIsKeptIsJudgedAgain() {
    TortureRun torture = TortureRun.of("--cycles", "1", "--keep", directory.toString());
    assertThat(torture.code()).as(torture.out()).isZero();

    TortureRun again = TortureRun.of("--check", directory.resolve("history-00001.csv").toString());

    assertThat(again.code()).as(again.out()).isZero();
    String checked = again.out().lines().toList().getLast();
    assertThat(checked).matches("[1-9][0-9,]* operations checked, 0 violations");
    assertThat(torture.out()).contains("1 rounds, " + checked);
  }
}
