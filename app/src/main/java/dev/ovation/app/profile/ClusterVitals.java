package dev.ovation.app.profile;

import dev.ovation.app.config.ClusterConfig.Role;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.consistency.Sweeping;
import dev.ovation.app.consistency.Watching;
import dev.ovation.app.profile.ClusterNode.EngineSet;
import dev.ovation.app.projection.ClusterProjection;
import dev.ovation.app.projection.ProjectionLag;
import dev.ovation.core.engine.HybridClock;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.PartitionOwnership;
import java.util.List;

/** How the parts of a node are: what {@code /health} shows. Asking is cheap. */
final class ClusterVitals {
  /** What {@link #check} knows. */
  static final List<String> NAMES =
      List.of(
          "log",
          "ledger",
          "hotStore",
          "projector",
          "deadLetters",
          "partitions",
          "consistency",
          "node",
          "clock");

  private final OvationConfig config;
  private final EngineSet engines;
  private final PartitionOwnership ownership;
  private final ClusterProjection projection;
  private final ProjectionLag lag;
  private final CheckpointWatch checkpoints;
  private final HybridClock clock;
  private final ClockCheck clockCheck;
  private final NodeLease lease;
  private final LetterCheck letters;
  private final Watching watching;
  private final Sweeping sweeping;

  ClusterVitals(
      OvationConfig config,
      EngineSet engines,
      PartitionOwnership ownership,
      ClusterProjection projection,
      ProjectionLag lag,
      CheckpointWatch checkpoints,
      HybridClock clock,
      ClockCheck clockCheck,
      NodeLease lease,
      Watching watching,
      Sweeping sweeping) {
    this.config = config;
    this.engines = engines;
    this.ownership = ownership;
    this.projection = projection;
    this.lag = lag;
    this.checkpoints = checkpoints;
    this.clock = clock;
    this.clockCheck = clockCheck;
    this.lease = lease;
    this.letters = new LetterCheck(engines.ledger());
    this.watching = watching;
    this.sweeping = sweeping;
  }

  Health check(String name) {
    return switch (name) {
      case "log" -> engines.log().check();
      case "ledger" -> engines.ledger().check();
      case "hotStore" -> engines.hot().check();
      case "projector" -> checkpoints.addTo(VitalSigns.projection(config, projection, lag));
      case "deadLetters" -> letters.check();
      case "partitions" -> partitions();
      case "consistency" -> watching.check(sweeping);
      case "node" -> node();
      case "clock" -> clock();
      default -> throw new IllegalArgumentException("no part of a node is named " + name);
    };
  }

  private Health partitions() {
    if (!config.cluster().roles().contains(Role.PROJECTOR)) {
      return Health.up("this node projects nothing: it has not the role projector");
    }
    Health joined = ownership.check();
    return new Health(
        joined.state(), joined.detail() + "; this node projects " + projection.owned());
  }

  private Health clock() {
    Health ours = VitalSigns.clock(config, clock);
    Health compared = clockCheck.check();
    return ours.state().compareTo(compared.state()) > 0
        ? ours
        : new Health(compared.state(), compared.detail() + "; " + ours.detail());
  }

  private Health node() {
    return lease.isHeld()
        ? Health.up("%s has number %d".formatted(lease.holder(), lease.number()))
        : Health.down(
            "the number %d has expired: writes are refused until there is another"
                .formatted(lease.number()));
  }
}
