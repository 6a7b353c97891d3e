package dev.ovation.core.sim;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.engine.Command;
import java.util.List;
import java.util.function.Consumer;

/**
 * What clients call and what happens beside, where chance does not decide it.
 *
 * @param clients the calls of each, one after the other
 * @param happenings what happens, each list one after the other
 */
record Scenario(List<List<Call>> clients, List<List<Happening>> happenings) {
  Scenario(List<List<Call>> clients) {
    this(clients, List.of());
  }

  /** One call. */
  sealed interface Call {
    record Write(Command command) implements Call {}

    record Read(Interaction register) implements Call {}
  }

  /** What happens to whom clients call. */
  enum Happening {
    /** The process, or a node, is gone with all it held in memory; another starts. */
    CRASH,
    /** The hot store starts again, empty. */
    WIPE,
    /** The log is not reached. */
    LOG_AWAY,
    LOG_BACK,
    /** Another node is given a partition; the old owner is not told. */
    HANDOVER,
    /** The ledger refuses reactions, which are then parked. */
    REFUSE,
    ACCEPT,
    /** Somebody drops what is parked. */
    DROP,
    /** A case is opened of what is right. */
    CASE,
    /** A row is edited by hand, and a case opened of it. */
    EDIT
  }

  /** Lets everything happen, each as a step that can come at any time. */
  void begin(SimScheduler scheduler, Consumer<Happening> happens) {
    happenings.forEach(each -> next(each, 0, scheduler, happens));
  }

  private static void next(
      List<Happening> all, int at, SimScheduler scheduler, Consumer<Happening> happens) {
    if (at < all.size()) {
      scheduler.step(
          SimScheduler.OUTSIDE,
          "it happens: " + all.get(at),
          () -> {
            happens.accept(all.get(at));
            next(all, at + 1, scheduler, happens);
          });
    }
  }
}
