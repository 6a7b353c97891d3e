package dev.ovation.core.consistency;

import dev.ovation.core.port.ConsistencyLedger.Finding;
import dev.ovation.core.port.ConsistencyLedger.View;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What one watcher found since it began, for meters and health. Thread-safe. */
public final class Totals {
  private final List<Map<View, Checks>> byWindow = new ArrayList<>();
  private final Map<Coverage, LongAdder> coverage = new EnumMap<>(Coverage.class);
  private volatile @Nullable Finding newest;
  private volatile int watched;

  /** Checks of one view at one window. */
  public record Checks(LongAdder checked, LongAdder behind, LongAdder wrong) {
    private static Checks none() {
      return new Checks(new LongAdder(), new LongAdder(), new LongAdder());
    }
  }

  Totals(int windows) {
    for (int i = 0; i < windows; i++) {
      Map<View, Checks> views = new EnumMap<>(View.class);
      for (View view : View.values()) {
        views.put(view, Checks.none());
      }
      byWindow.add(views);
    }
    for (Coverage each : Coverage.values()) {
      coverage.put(each, new LongAdder());
    }
  }

  void checked(int window, View view, boolean behind, boolean wrong) {
    Checks checks = checks(window, view);
    checks.checked().increment();
    checks.behind().add(behind ? 1 : 0);
    checks.wrong().add(wrong ? 1 : 0);
  }

  void covered(Coverage what, long events) {
    adder(what).add(events);
  }

  void found(Finding finding) {
    newest = finding;
  }

  void watched(int events) {
    watched = events;
  }

  /**
   * Checks of a view.
   *
   * @param window its number in {@link WatchSettings#windows}
   */
  public Checks checks(int window, View view) {
    Checks checks = byWindow.get(window).get(view);
    if (checks == null) {
      throw new IllegalStateException("every view has checks");
    }
    return checks;
  }

  public long covered(Coverage what) {
    return adder(what).sum();
  }

  private LongAdder adder(Coverage what) {
    LongAdder adder = coverage.get(what);
    if (adder == null) {
      throw new IllegalStateException("every coverage has an adder");
    }
    return adder;
  }

  /** The last finding; null when there was none. */
  public @Nullable Finding newest() {
    return newest;
  }

  /** How many events are watched now. */
  public int watched() {
    return watched;
  }

  /** Wrong answers of all views and windows. */
  public long wrong() {
    long wrong = 0;
    for (Map<View, Checks> views : byWindow) {
      for (Checks checks : views.values()) {
        wrong += checks.wrong().sum();
      }
    }
    return wrong;
  }
}
