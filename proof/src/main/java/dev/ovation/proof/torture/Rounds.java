package dev.ovation.proof.torture;

import dev.ovation.proof.torture.check.Violation;
import dev.ovation.proof.torture.load.Meter;
import dev.ovation.proof.torture.load.Nodes;
import dev.ovation.proof.torture.load.Playground;
import dev.ovation.proof.torture.load.Seals;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The rounds of a torture: each has targets and a history of its own, which is judged at its end,
 * and what earlier rounds ended with is looked at again. Used by one thread.
 */
final class Rounds {
  private static final int TARGETS = 16;
  private static final int ACTORS = 60;

  private final Path directory;
  private final boolean keepsAll;
  private final PrintWriter out;
  private final SplittableRandom random;
  private final Meter meter = new Meter();
  private final Figures figures = new Figures();
  private final Seals seals;
  private int last;
  private String fault = "none";
  private int broken;

  /**
   * @param directory for the histories
   * @param keepsAll whether those that break no promise are kept
   * @param random chooses what is looked at again
   */
  Rounds(Path directory, boolean keepsAll, PrintWriter out, SplittableRandom random)
      throws IOException {
    this.directory = Files.createDirectories(directory);
    this.keepsAll = keepsAll;
    this.out = out;
    this.random = random;
    this.seals = new Seals(directory);
  }

  /** Begins the next one. */
  Round begin(String what, Nodes nodes) throws IOException {
    last++;
    fault = what;
    Path file = directory.resolve("history-%05d.csv".formatted(last));
    return new Round(this, what, nodes, Playground.of("r" + last, TARGETS, ACTORS), file);
  }

  Meter meter() {
    return meter;
  }

  Seals seals() {
    return seals;
  }

  /** Looks at one earlier round again. */
  List<Violation> recheckOne(Nodes nodes) throws IOException, InterruptedException {
    return seals.size() == 0 ? List.of() : seals.recheck(random.nextInt(seals.size()), nodes);
  }

  /** Looks at all rounds again. */
  void recheckAll(Nodes nodes) throws IOException, InterruptedException {
    for (int which = 0; which < seals.size(); which++) {
      List<Violation> violations = seals.recheck(which, nodes);
      broken += violations.size();
      violations.forEach(out::println);
    }
    out.println("looked again at what all " + seals.size() + " rounds ended with");
    out.flush();
  }

  /** Takes what a round saw, and tells it. */
  void ended(Figures.Seen seen, Path history, List<Violation> violations) throws IOException {
    figures.add(seen);
    out.printf(
        "%4d  %s: %,d operations, %,d without an answer; answers again after %,d ms, healthy after"
            + " %,d ms%n",
        last,
        seen.fault(),
        seen.verdict().operations(),
        seen.verdict().unknown(),
        seen.answeredMillis(),
        seen.healthyMillis());
    if (violations.isEmpty() && !keepsAll) {
      Files.delete(history);
    }
    if (!violations.isEmpty()) {
      out.println("VIOLATED; the history is kept in " + history);
      violations.stream().limit(5).forEach(out::println);
      if (violations.size() > 5) {
        out.println("and " + (violations.size() - 5) + " more");
      }
    }
    List<Violation> remarks = seen.verdict().remarks();
    if (!remarks.isEmpty()) {
      out.println(
          remarks.size()
              + " times this, which nobody promised would not be: "
              + remarks.getFirst());
    }
    out.flush();
  }

  /** Takes note that the torture ended before its time, which is as bad as a broken promise. */
  void brokeOff(Exception why) {
    broken++;
    out.printf("BROKEN OFF in round %d, %s; its history is in %s%n", last, fault, directory);
    out.println(why);
    out.flush();
  }

  Figures figures() {
    return figures;
  }

  /** How many promises were broken so far. */
  int violations() {
    return figures.violations() + broken;
  }
}
