package dev.ovation.core.consistency;

import dev.ovation.core.consistency.PassFigures.What;

/**
 * How a pass makes cases of what it found.
 *
 * @param by who found it
 * @param wanted somebody has asked for what is found to be mended, whatever the configuration says
 */
record CaseOpening(CaseDesk desk, String by, boolean wanted) {

  /** Everything that was found and is no case yet. Blocks; what fails is left for the next time. */
  void open(PassContext context) {
    for (Suspicion suspicion : context.found()) {
      if (desk.open(suspicion, by, wanted)) {
        context.count(What.OPENED, 1);
      }
      context.taken(suspicion);
    }
  }
}
