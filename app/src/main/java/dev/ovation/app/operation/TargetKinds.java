package dev.ovation.app.operation;

import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.Ledger;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Knows what there may be of a target. Thread-safe; blocks on the ledger. */
public final class TargetKinds {
  private final Ledger ledger;
  private final Kinds kinds;

  public TargetKinds(Ledger ledger, Kinds kinds) {
    this.ledger = ledger;
    this.kinds = kinds;
  }

  /** All kinds that are configured, and those that are stored though they no longer are. */
  List<TargetKind> of(String space, String text) {
    return of(Ids.target(space, text));
  }

  /** The same of a target that is checked already. */
  public List<TargetKind> of(Target target) {
    Set<TargetKind> all = new LinkedHashSet<>();
    for (Kind kind : kinds.all()) {
      all.add(new TargetKind(target, kind.name()));
    }
    ledger.explain(target).counts().forEach(count -> all.add(count.targetKind()));
    return List.copyOf(all);
  }
}
