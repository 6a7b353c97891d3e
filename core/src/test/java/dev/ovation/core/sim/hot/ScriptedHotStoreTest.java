package dev.ovation.core.sim.hot;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.ClusterHotStoreContract;
import dev.ovation.core.port.HotStore;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** The simulated store keeps what it is the specification of. */
class ScriptedHotStoreTest extends ClusterHotStoreContract {
  private static final int SERVERS = 3;

  private final AtomicLong clockMillis = new AtomicLong(1_000);
  private final List<HotServer.Snapshot> kept = new ArrayList<>();
  private HotServers servers = servers(new Bounds(0, 0, 0, 0));

  private HotServers servers(Bounds bounds) {
    return new HotServers(
        SERVERS,
        new HotServers.Bounds(
            bounds.baseBytesMax(),
            bounds.viewBytesMax(),
            bounds.entryBytesMax(),
            bounds.viewRowsMax()),
        EnumSet.noneOf(Defect.class),
        clockMillis::get);
  }

  @Override
  protected HotStore open(int partitions, Bounds bounds) {
    servers = servers(bounds);
    return new ScriptedHotStore(new Partitioner(partitions), servers, Wire.NONE);
  }

  @Override
  protected void letTimePass() {
    clockMillis.addAndGet(50);
  }

  @Override
  protected void forget() {
    for (int s = 0; s < SERVERS; s++) {
      servers.server(s).restartEmpty();
    }
  }

  @Override
  protected void keep() {
    kept.clear();
    for (int s = 0; s < SERVERS; s++) {
      kept.add(servers.server(s).snapshot());
    }
  }

  @Override
  protected void returnWithOldData() {
    for (int s = 0; s < SERVERS; s++) {
      servers.server(s).restartWith(kept.get(s));
    }
  }
}
