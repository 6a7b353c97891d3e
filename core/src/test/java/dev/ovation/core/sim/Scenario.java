package dev.ovation.core.sim;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.engine.Command;
import java.util.List;

/** What clients call, each one call after the other, where chance does not decide it. */
record Scenario(List<List<Call>> clients) {

  /** One call. */
  sealed interface Call {
    record Write(Command command) implements Call {}

    record Read(Interaction register) implements Call {}
  }
}
