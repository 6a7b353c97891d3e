package dev.ovation.core.sim;

import dev.ovation.core.domain.Event;
import dev.ovation.core.port.DeadLetters;
import dev.ovation.core.port.DeadLetters.Decision;
import dev.ovation.core.port.DeadLetters.Verdict;
import dev.ovation.core.port.Ledger.DeadLetter;
import java.util.List;
import java.util.function.Consumer;

/** Somebody who looks at what is parked and decides, by chance. */
final class SimOperator {
  private final SimScheduler random;
  private final SimLedger.Disk disk;
  private final int partitions;
  private final Consumer<Event> beforeDeciding;
  private int left;

  /**
   * @param decisions how many at the most
   * @param beforeDeciding told the event that something is decided of
   */
  SimOperator(
      SimScheduler random,
      SimLedger.Disk disk,
      int partitions,
      int decisions,
      Consumer<Event> beforeDeciding) {
    this.random = random;
    this.disk = disk;
    this.partitions = partitions;
    this.left = decisions;
    this.beforeDeciding = beforeDeciding;
  }

  boolean wantsTo() {
    return left > 0 && random.chance(4);
  }

  /**
   * Decides of some letter.
   *
   * @return the partition that it is in
   */
  int decide(DeadLetters ledger) {
    int partition = random.random(partitions);
    List<DeadLetter> letters = disk.now(partition).letters();
    if (!letters.isEmpty()) {
      left--;
      DeadLetter letter = letters.get(random.random(letters.size()));
      Verdict verdict = random.chance(50) ? Verdict.RETRY : Verdict.DROP;
      Event event = letter.event();
      if (event != null) {
        beforeDeciding.accept(event);
      }
      ledger.decide(partition, letter.offset(), new Decision(verdict, "simulated", "chance", 1));
    }
    return partition;
  }
}
