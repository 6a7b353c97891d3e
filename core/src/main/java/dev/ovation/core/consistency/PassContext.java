package dev.ovation.core.consistency;

import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ConsistencyLedger;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.TimeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the legs of a pass share: the ports that they look at, what they count, and what they found.
 * Of a (target, kind) the first thing found is kept: whoever mends it looks at all of it. Not
 * thread-safe.
 */
final class PassContext {
  private static final int FOUND_MAX = 10_000;

  final EventLog log;
  final HotStore hot;
  final Ledger ledger;
  final ConsistencyLedger watch;
  final SweepLedger sweep;
  final SweepSettings settings;
  final Sweeper.Ports ports;
  final PassFigures figures;
  private final Map<TargetKind, Suspicion> found = new LinkedHashMap<>();
  private final Map<TargetKind, Suspicion> everFound = new LinkedHashMap<>();

  PassContext(Sweeper.Ports ports, SweepSettings settings) {
    this(ports, settings, PassFigures.begun(ports.time().millis()));
  }

  PassContext(Sweeper.Ports ports, SweepSettings settings, PassFigures figures) {
    this.ports = ports;
    this.log = ports.log();
    this.hot = ports.hot();
    this.ledger = ports.ledger();
    this.watch = ports.watch();
    this.sweep = ports.sweep();
    this.settings = settings;
    this.figures = figures;
  }

  TimeSource time() {
    return ports.time();
  }

  int partition(TargetKind targetKind) {
    return ports.partitioner().partition(targetKind);
  }

  void count(What what, long by) {
    figures.add(what, by);
  }

  void wrong(Suspicion suspicion) {
    figures.add(What.FOUND, 1);
    if (everFound.size() < FOUND_MAX) {
      if (everFound.putIfAbsent(suspicion.targetKind(), suspicion) == null) {
        found.put(suspicion.targetKind(), suspicion);
      }
    } else {
      found.putIfAbsent(suspicion.targetKind(), suspicion);
    }
  }

  /** What was found and is not taken yet. */
  List<Suspicion> found() {
    return new ArrayList<>(found.values());
  }

  /** All that was found, whether taken or not, up to a bound. */
  List<Suspicion> everFound() {
    return new ArrayList<>(everFound.values());
  }

  /** It is a case now. */
  void taken(Suspicion suspicion) {
    found.remove(suspicion.targetKind(), suspicion);
  }
}
