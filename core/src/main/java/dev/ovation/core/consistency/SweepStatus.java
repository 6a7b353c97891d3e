package dev.ovation.core.consistency;

import dev.ovation.core.port.SweepLedger;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the passes went, as the ledger keeps it: any node can tell.
 *
 * @param recent the last pass over what changed; null before the first
 * @param full the last pass over everything that came to its end; null before the first
 */
public record SweepStatus(@Nullable PassFigures recent, @Nullable PassFigures full) {
  static final String RECENT = "sweep/recent";
  static final String FULL = "sweep/full";

  /** Reads what is kept. Blocks. */
  public static SweepStatus of(SweepLedger ledger) {
    return new SweepStatus(figures(ledger.bookmark(RECENT)), figures(ledger.bookmark(FULL)));
  }

  private static @Nullable PassFigures figures(@Nullable String kept) {
    return kept == null ? null : PassFigures.of(kept);
  }

  /** Texts as they are kept: lines of a name, an equals sign and a value. */
  record Lines(Map<String, String> values) {
    static Lines of(String text) {
      return new Lines(
          Arrays.stream(text.split("\n", -1))
              .map(line -> line.split("=", 2))
              .filter(parts -> parts.length == 2)
              .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (a, b) -> b)));
    }

    String text(String name, String absent) {
      return Objects.requireNonNull(values.getOrDefault(name, absent));
    }

    /** Null when it is not there, or empty. */
    @Nullable String orNull(String name) {
      String value = values.get(name);
      return value == null || value.isEmpty() ? null : value;
    }
  }
}
