package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.Checkpoint;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.domain.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happened, in words. Nothing is recorded unless asked for: a failed seed is run a second time
 * with recording on.
 */
public final class Story {
  private static final int TRACE_LINES_SHOWN = 40;
  private static final int STORY_LINES_SHOWN = 400;

  private final boolean recording;
  private final List<Line> lines = new ArrayList<>();
  private long step;
  private boolean news;

  private record Line(long step, boolean trace, @Nullable TargetKind about, String text) {}

  public Story(boolean recording) {
    this.recording = recording;
  }

  /** A step of the scheduler begins. */
  void step(long number, String what) {
    step = number;
    if (recording) {
      lines.add(new Line(number, true, null, what));
    }
  }

  /**
   * Something worth telling.
   *
   * @param about what it happened to; null when it concerns everything
   */
  void tell(@Nullable TargetKind about, Supplier<String> text) {
    news = true;
    if (recording) {
      lines.add(new Line(step, false, about, text.get()));
    }
  }

  /** Something that is worth telling, but changes nothing. */
  void remark(@Nullable TargetKind about, Supplier<String> text) {
    if (recording) {
      lines.add(new Line(step, false, about, text.get()));
    }
  }

  /** Whether anything was told since the last time. Nothing changes without being told. */
  boolean takeNews() {
    boolean was = news;
    news = false;
    return was;
  }

  /** The last steps, and all that happened to what a failure is about. */
  String explain(Throwable failure) {
    TargetKind about = failure instanceof InvariantViolation known ? known.about() : null;
    return "the last steps:%n%sthe story%s:%n%s"
        .formatted(traceEnd(), about == null ? "" : " of " + about, of(about));
  }

  /** The last steps that the scheduler took. */
  private String traceEnd() {
    List<Line> trace = lines.stream().filter(Line::trace).toList();
    return text(trace.subList(Math.max(0, trace.size() - TRACE_LINES_SHOWN), trace.size()));
  }

  /** All that happened to one (target, kind), and to everything. */
  String of(@Nullable TargetKind about) {
    List<Line> told =
        lines.stream()
            .filter(line -> !line.trace())
            .filter(line -> about == null || line.about() == null || about.equals(line.about()))
            .toList();
    return text(told.subList(Math.max(0, told.size() - STORY_LINES_SHOWN), told.size()));
  }

  private static String text(List<Line> lines) {
    StringBuilder text = new StringBuilder();
    for (Line line : lines) {
      text.append(String.format(Locale.ROOT, "  %5d  %s%n", line.step(), line.text()));
    }
    return text.toString();
  }

  /** A version as milliseconds since the start, and its counter: short, and in order. */
  static String version(long version) {
    return version == Version.NONE
        ? "v0"
        : "v" + (Version.millis(version) - SimTime.START_MILLIS) + "." + (version >>> 10 & 0xfff);
  }

  static String row(@Nullable Row row) {
    return row == null
        ? "row unknown"
        : !row.exists()
            ? "no row"
            : "row " + row.value() + " " + version(row.version()) + " n=" + row.n();
  }

  static String event(Event event) {
    return switch (event) {
      case RegisterEvent e ->
          e.interaction().actor() + ":=" + e.value() + " " + version(e.version());
      case CounterEvent e -> e.entryKey() + " +" + e.by() + " " + version(e.version());
      case Checkpoint e -> "checkpoint " + e.total();
    };
  }
}
