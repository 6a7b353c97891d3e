package dev.ovation.core.consistency;

import dev.ovation.core.port.SweepLedger;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the passes are, as the ledger keeps it: any node can tell.
 *
 * @param recent the last pass over what changed; null before the first
 * @param running the pass over everything that is under way; null when none is
 * @param full the last pass over everything that came to its end; null before the first
 * @param asked the request for a pass that has not begun yet; null when there is none
 */
public record SweepStatus(
    @Nullable PassFigures recent,
    @Nullable FullStatus running,
    @Nullable FullStatus full,
    @Nullable Request asked) {

  static final String RECENT = "sweep/recent";
  static final String RUNNING = "sweep/full";
  static final String LAST = "sweep/full/last";
  static final String ASKED = "sweep/asked";

  /**
   * A pass over everything.
   *
   * @param phase what it is at: rows, log or hot
   */
  public record FullStatus(Request request, String phase, PassFigures figures) {}

  /**
   * What somebody, or the clock, has asked for.
   *
   * @param id tells it apart from others
   * @param repair whether what is found is to be mended whatever the configuration says
   */
  public record Request(String id, boolean repair) {
    String text() {
      return "id=" + id + "\nrepair=" + repair + "\n";
    }

    static Request of(Lines lines) {
      return new Request(lines.text("id", ""), lines.text("repair", "").equals("true"));
    }
  }

  /** Texts as they are kept under bookmarks: lines of a name, an equals sign and a value. */
  record Lines(Map<String, String> values) {
    static Lines of(String text) {
      return new Lines(
          Arrays.stream(text.split("\n"))
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

  /** Reads what is kept. Blocks. */
  public static SweepStatus of(SweepLedger ledger) {
    String recent = ledger.bookmark(RECENT);
    String asked = ledger.bookmark(ASKED);
    return new SweepStatus(
        recent == null ? null : PassFigures.of(recent),
        full(ledger.bookmark(RUNNING)),
        full(ledger.bookmark(LAST)),
        asked == null ? null : Request.of(Lines.of(asked)));
  }

  private static @Nullable FullStatus full(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Lines lines = Lines.of(text);
    return new FullStatus(
        Request.of(lines), lines.text("phase", "rows"), PassFigures.of(text));
  }

  /** Asks for a pass over everything, which begins within seconds, on whichever node sweeps. */
  public static void ask(SweepLedger ledger, Request request) {
    ledger.bookmark(ASKED, request.text());
  }
}
