package dev.ovation.app.profile;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.port.Component;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.HotStore;
import java.time.Duration;
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
  private final WriteGate gate;

  Vitals(
      OvationConfig config,
      Stores stores,
      HotStore hot,
      ProjectorLoop projector,
      ProjectionLag lag,
      HybridClock clock,
      WriteGate gate) {
    this.config = config;
    this.stores = stores;
    this.hot = hot;
    this.projector = projector;
    this.lag = lag;
    this.clock = clock;
    this.gate = gate;
  }

  /** All of them by name; asking one is cheap. */
  Map<String, Supplier<Health>> checks() {
    Map<String, Supplier<Health>> checks = new LinkedHashMap<>();
    checks.put("log", stores.log()::check);
    checks.put("ledger", stores.ledger()::check);
    checks.put("hotStore", hot::check);
    checks.put("projector", this::projector);
    checks.put("disk", this::disk);
    checks.put("clock", this::clock);
    return Collections.unmodifiableMap(checks);
  }

  /** The worst of what is needed to serve at all: without it the process is not ready. */
  Health readiness() {
    return switch (gate.state()) {
      case STARTING -> Health.down(lag.events() + " events of the log are not in the ledger yet");
      case CLOSING -> Health.down("the server is stopping");
      case OPEN -> {
        Health clock = clock();
        yield clock.state() == Component.State.DOWN ? clock : Health.up("serving");
      }
    };
  }

  private Health projector() {
    String failing = projector.failing();
    Duration age = lag.age(System.nanoTime());
    String figure = lag.events() + " events wait, the oldest for " + age.toMillis() + " ms";
    if (failing != null) {
      return Health.degraded("failing, and trying again: " + failing + "; " + figure);
    }
    return age.compareTo(config.alerts().projectionLag()) > 0
        ? Health.degraded(figure)
        : Health.up(figure);
  }

  private Health disk() {
    long free = stores.diskFree();
    String figure = String.format(Locale.ROOT, "%,d MiB free", free >> 20);
    if (free < config.data().freeMin().bytes()) {
      return Health.down(figure + ": writes are refused until there is more");
    }
    return free < config.alerts().diskFree().bytes() ? Health.degraded(figure) : Health.up(figure);
  }

  private Health clock() {
    long ahead = clock.aheadMillis();
    String figure = "versions are " + ahead + " ms ahead of the wall clock";
    return ahead > config.clock().aheadMax().toMillis()
        ? Health.down(figure + ": set the machine's clock")
        : Health.up(figure);
  }
}
