package dev.ovation.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.figures.Figures;
import dev.ovation.core.fuzz.Mutator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration is understood, or refused with what is wrong; nothing else happens. */
class ConfigFuzzTest {
  private static final int FILES = 3_000;
  private static final long HEAP = 512L << 20;

  @TempDir private Path directory;

  @Test
  void spoiltConfigurationsAreUnderstoodOrRefusedInWords() throws IOException {
    long seed = Long.getLong("ovation.seed", System.nanoTime());
    Mutator mutator = new Mutator(new SplittableRandom(seed));
    OvationConfig.Loaded loaded =
        OvationConfig.load(new ConfigSources(null, Map.of(), List.of(), List.of()), HEAP);
    String yaml = ConfigYaml.effective(loaded.settings());
    List<String> lines = yaml.lines().toList();
    int refused = 0;
    for (int i = 0; i < FILES; i++) {
      Path file = directory.resolve("ovation.yaml");
      Files.write(file, spoilt(lines, mutator));
      List<String> set = mutator.chance(30) ? List.of(mutator.spoil("server.port=1")) : List.of();
      Map<String, String> environment =
          mutator.chance(30) ? Map.of("OVATION_SERVER_HOST", mutator.hostile()) : Map.of();
      try {
        assertThat(
                OvationConfig.load(new ConfigSources(file, environment, set, List.of()), HEAP)
                    .config())
            .isNotNull();
      } catch (ConfigException e) {
        assertThat(e.getMessage()).as("seed %d, file %d", seed, i).isNotBlank();
        refused++;
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ", file " + i + ", --set " + set, e);
      }
    }
    Figures.tell("fuzzed configurations", "seed %d, %d of %d refused", seed, refused, FILES);
    assertThat(refused).as("seed %d", seed).isBetween(FILES / 10, FILES - 1);
  }

  /** Some lines of what is right, one or two of them spoilt. */
  private static byte[] spoilt(List<String> lines, Mutator mutator) {
    List<String> some = new ArrayList<>(lines);
    for (int i = 1 + mutator.random().nextInt(2); i > 0; i--) {
      int at = mutator.random().nextInt(some.size());
      some.set(at, mutator.spoil(some.get(at)));
    }
    return String.join("\n", some).getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
