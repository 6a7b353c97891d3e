package dev.ovation.app.http;

import dev.ovation.core.consistency.ConsistencyReport;
import dev.ovation.core.consistency.Suspicion;
import dev.ovation.core.consistency.SweepReport;
import dev.ovation.core.consistency.Trace;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.SweepLedger.RepairCase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where people ask how consistent everything is, and have it looked at. Calls block on the ledger,
 * whose failures they fail with. Thread-safe.
 */
public interface ConsistencyDesk {

  /** How consistent the views were in the last hours, as far as all nodes know. */
  ConsistencyReport report(int hours);

  /** What sweeps found in the last hours, and what became of it. */
  SweepReport sweeps(int hours);

  /**
   * Looks at a target now: its rows and counts, and what the hot store has of it. What is wrong
   * becomes a case.
   *
   * @param repair whether it is to be mended whatever the configuration says
   */
  Checked check(Target target, boolean repair);

  /**
   * Begins a pass over everything.
   *
   * @param by who asks for it
   */
  Operation sweep(boolean repair, String by);

  /**
   * Lets all cases that are held go to those who mend.
   *
   * @param by who asks for it
   * @return how many
   */
  int release(String by);

  /**
   * Lets one case go to those who mend, if it is held.
   *
   * @param by who asks for it
   * @return the case as it is then; null when there is none
   */
  @Nullable RepairCase release(long id, String by);

  /** The last cases of a target, newest first. */
  List<RepairCase> cases(Target target);

  /** Where an interaction stands in each view. */
  Trace trace(Interaction interaction);

  /**
   * What a look at a target came to.
   *
   * @param targetKinds how many kinds of it were looked at
   * @param notComparable how many of them kept changing, so that nothing can be told
   * @param found what is wrong; one for each kind
   * @param cases the cases of it as they are now
   */
  record Checked(
      Target target,
      int targetKinds,
      long notComparable,
      List<Suspicion> found,
      List<RepairCase> cases) {}
}
