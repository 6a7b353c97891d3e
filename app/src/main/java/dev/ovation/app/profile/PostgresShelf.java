package dev.ovation.app.profile;

import dev.ovation.adapters.postgres.PostgresLedger;
import dev.ovation.adapters.postgres.PostgresSettings;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.operation.SpareLedger;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.LedgerExport;
import dev.ovation.core.port.ProjectionListener;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.projection.CheckpointPace;
import dev.ovation.core.projection.ClusterProjector;
import dev.ovation.core.projection.PlaceKeeper;
import dev.ovation.core.projection.PlaceTerm;

/** Spare ledgers as schemas of the database that the ledger is in. */
final class PostgresShelf implements SpareLedger.Shelf {
  private static final PostgresSettings.Bounds BOUNDS = new PostgresSettings.Bounds(1, 1, 1_000, 1);

  private final OvationConfig config;
  private final PostgresSettings settings;
  private final TimeSource time;

  /**
   * @param settings of the ledger that is served
   */
  PostgresShelf(OvationConfig config, PostgresSettings settings, TimeSource time) {
    this.config = config;
    this.settings = settings;
    this.time = time;
  }

  private PostgresSettings of(String name) {
    PostgresSettings.Server server = settings.server();
    return new PostgresSettings(
        new PostgresSettings.Server(server.url(), server.user(), server.password(), name),
        settings.partitioner(),
        BOUNDS,
        settings.deadlines());
  }

  @Override
  public boolean has(String name) {
    return PostgresLedger.exists(of(name).server());
  }

  @Override
  public SpareLedger open(String name) {
    return new PostgresSpare(PostgresLedger.open(of(name), time));
  }

  private final class PostgresSpare implements SpareLedger {
    private final PostgresLedger ledger;
    private final NoHotStore nobodys = new NoHotStore();
    private final PlaceKeeper keeper = new PlaceKeeper(nobodys, time, PlaceTerm.STANDARD);

    PostgresSpare(PostgresLedger ledger) {
      this.ledger = ledger;
    }

    @Override
    public Ledger ledger() {
      return ledger;
    }

    @Override
    public LedgerExport export() {
      return ledger.export();
    }

    /** Without heartbeats, so that it makes no checkpoints for a log that takes none. */
    @Override
    public Replay replay(int partition, EventLog log) {
      Partitioner partitioner = settings.partitioner();
      ClusterProjector projector =
          new ClusterProjector(
              partition,
              new ClusterProjector.Ports(
                  log,
                  ledger,
                  nobodys,
                  config.kinds(),
                  time,
                  keeper,
                  partitioner,
                  CheckpointPace.of(config.cluster().kafka().countersRetention()),
                  ProjectionListener.NONE),
              config.cluster().postgres().batchEventsMax());
      return projector::step;
    }

    @Override
    public void close() {
      ledger.close();
    }
  }
}
