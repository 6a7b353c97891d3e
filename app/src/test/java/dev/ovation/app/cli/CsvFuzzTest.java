package dev.ovation.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.app.json.JsonObject;
import dev.ovation.core.figures.Figures;
import dev.ovation.core.fuzz.Mutator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file to import is taken line by line, or refused in words. */
class CsvFuzzTest {
  private static final int FILES = 300;
  private static final String LINES =
      """
      u,m,r,t
      1,10,2.5,1260759144
      2,10,4,1260759144123
      "3",11,5,2024-05-01T12:00:00Z
      "4","12","1",1260759144
      5,13,3,1260759144
      """;

  @TempDir private Path directory;

  @Test
  void spoiltFilesAreTakenLineByLineOrRefusedInWords() throws IOException {
    long seed = Long.getLong("ovation.seed", System.nanoTime());
    Mutator mutator = new Mutator(new SplittableRandom(seed));
    int whole = 0;
    try (FakeServer server = new FakeServer()) {
      for (int i = 0; i < FILES; i++) {
        Path file = directory.resolve("f" + i + ".csv");
        Files.write(file, mutator.spoil(LINES.getBytes(StandardCharsets.UTF_8)));
        Cli run = ImportCommandTest.ratings(file, server.url());
        String told = "seed " + seed + ", file " + i + ": " + run;
        assertThat(run.exitCode()).as(told).isIn(ExitCode.OK, ExitCode.FAILED, ExitCode.USAGE);
        assertThat(run.err()).as(told).doesNotContain("\tat ", "Exception in");
        if (run.exitCode() == ExitCode.OK) {
          JsonObject totals = run.json();
          assertThat(totals.number("failed")).as(told).isZero();
          whole++;
        } else {
          assertThat(run.out() + run.err()).as(told).isNotBlank();
        }
      }
    }
    Figures.tell("fuzzed files", "seed %d, %d of %d without a bad line", seed, whole, FILES);
    assertThat(whole).as("seed %d", seed).isBetween(1, FILES - 1);
  }
}
