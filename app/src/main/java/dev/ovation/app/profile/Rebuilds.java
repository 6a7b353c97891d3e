package dev.ovation.app.profile;

import dev.ovation.app.operation.CountsRebuild;
import dev.ovation.app.operation.HotRebuild;
import dev.ovation.app.operation.OperationKind;
import dev.ovation.app.operation.TargetKinds;
import dev.ovation.core.consistency.Sweeper;
import java.util.List;

/** The rebuilds of what is served, which are done by those who mend. */
final class Rebuilds {
  private Rebuilds() {}

  /**
   * @param hot fills all of the hot store anew
   */
  static List<OperationKind> kinds(Sweeping sweeping, OperationKind.Run hot) {
    Sweeper.Ports ports = sweeping.ports();
    TargetKinds targetKinds = new TargetKinds(ports.ledger(), ports.kinds());
    return List.of(
        new CountsRebuild(ports.sweep(), sweeping.desk(), targetKinds, ports.time()),
        new HotRebuild(ports.sweep(), sweeping.desk(), targetKinds, hot));
  }
}
