package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.consistency.Sweeping;
import dev.ovation.app.consistency.Watching;
import dev.ovation.app.projection.ProjectionLag;
import dev.ovation.app.projection.ProjectorLoop;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.HotStore;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** How the parts of a process are: what {@code /health} shows. */
final class Vitals {
  private final OvationConfig config;
  private final Stores stores;
  private final HotStore hot;
  private final ProjectorLoop projector;
  private final ProjectionLag lag;
  private final HybridClock clock;
  private final LetterCheck letters;
  private final Watching watching;
  private final Sweeping sweeping;

  Vitals(
      OvationConfig config,
      Stores stores,
      HotStore hot,
      ProjectorLoop projector,
      ProjectionLag lag,
      HybridClock clock,
      Watching watching,
      Sweeping sweeping) {
    this.config = config;
    this.stores = stores;
    this.hot = hot;
    this.projector = projector;
    this.lag = lag;
    this.clock = clock;
    this.letters = new LetterCheck(stores.ledger());
    this.watching = watching;
    this.sweeping = sweeping;
  }

  /** All of them by name; asking one is cheap. */
  Map<String, Supplier<Health>> checks() {
    Map<String, Supplier<Health>> checks = new LinkedHashMap<>();
    checks.put("log", stores.log()::check);
    checks.put("ledger", stores.ledger()::check);
    checks.put("hotStore", hot::check);
    checks.put("projector", () -> VitalSigns.projection(config, projector, lag));
    checks.put("deadLetters", letters::check);
    checks.put("consistency", () -> watching.check(sweeping));
    checks.put("disk", this::disk);
    checks.put("clock", () -> VitalSigns.clock(config, clock));
    return Collections.unmodifiableMap(checks);
  }

  private Health disk() {
    long free = stores.diskFree();
    String figure = String.format(Locale.ROOT, "%,d MiB free", free >> 20);
    if (free < config.data().freeMin().bytes()) {
      return Health.down(figure + ": writes are refused until there is more");
    }
    return free < config.alerts().diskFree().bytes() ? Health.degraded(figure) : Health.up(figure);
  }
}
