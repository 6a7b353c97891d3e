package dev.ovation.core.consistency;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.TargetKind;
import java.util.LinkedHashSet;
import java.util.Set;

/** What events touched, as much of it as is to be looked at again. Not thread-safe. */
final class Touched {
  private static final int TARGET_KINDS_MAX = 100_000;
  private static final int ACTORS_MAX = 1_000;

  private final Set<TargetKind> targetKinds = new LinkedHashSet<>();
  private final Set<Actor> actors = new LinkedHashSet<>();

  void by(Event event) {
    if (targetKinds.size() < TARGET_KINDS_MAX) {
      targetKinds.add(event.targetKind());
    }
    if (event instanceof RegisterEvent register && actors.size() < ACTORS_MAX) {
      actors.add(register.interaction().who());
    }
  }

  Set<TargetKind> targetKinds() {
    return targetKinds;
  }

  Set<Actor> actors() {
    return actors;
  }
}
