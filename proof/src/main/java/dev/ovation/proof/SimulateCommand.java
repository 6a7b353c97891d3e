package dev.ovation.proof;

import dev.ovation.core.sim.PlantedBugs;
import dev.ovation.core.sim.PlantedBugs.Caught;
import dev.ovation.core.sim.SeedFailure;
import dev.ovation.core.sim.Setting;
import dev.ovation.core.sim.Trace;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./ovation simulate}: the product's own code over everything that can go wrong. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the engine, projectors, watcher, sweeper and repairer over a simulated log, hot store,",
      "ledger, network and clock, in one thread that chance drives. The invariants are checked after",
      "every step. A seed stands for one history: the same seed, the same hash. Ends with 1 when an",
      "invariant is broken."
    })
final class SimulateCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  private CommandSpec spec;

  @Option(
      names = "--seeds",
      defaultValue = "10000",
      description = "histories of each setting (default: ${DEFAULT-VALUE})")
  private int seeds;

  @Option(names = "--first", defaultValue = "1", description = "the first seed")
  private long first;

  @Option(names = "--seed", description = "one seed only; tells its whole story with --story")
  private @Nullable Long seed;

  @Option(names = "--story", description = "with --seed: tells all that happened")
  private boolean story;

  @Option(
      names = "--setting",
      split = ",",
      description = "what is simulated: ${COMPLETION-CANDIDATES} (default: all)")
  private @Nullable Set<Setting> settings;

  @Option(
      names = "--bugs",
      description = "instead: tells for each planted bug how many seeds it took to catch it")
  private boolean bugs;

  @Option(
      names = "--bug-seeds",
      defaultValue = "1000",
      description = "seeds within which each has to be caught (default: ${DEFAULT-VALUE})")
  private int bugSeeds;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return (bugs ? catchBugs(out) : simulate(out)) ? 0 : 1;
  }

  private boolean simulate(PrintWriter out) {
    Set<Setting> chosen = settings == null ? EnumSet.allOf(Setting.class) : settings;
    long from = seed == null ? first : seed;
    int count = seed == null ? seeds : 1;
    boolean good = true;
    out.printf("%-16s %20s %14s %9s  %s%n", "setting", "seeds", "steps", "seconds", "hash");
    for (Setting setting : chosen) {
      good &= simulate(setting, from, count, out);
    }
    return good;
  }

  private boolean simulate(Setting setting, long from, int count, PrintWriter out) {
    long started = System.nanoTime();
    if (story) {
      out.println(setting.story(from));
    }
    try {
      // Hashes are added up, so that their order does not matter.
      Trace all =
          LongStream.range(from, from + count)
              .parallel()
              .mapToObj(setting::live)
              .reduce(
                  new Trace(0, 0),
                  (a, b) -> new Trace(a.steps() + b.steps(), a.traceHash() + b.traceHash()));
      out.printf(
          "%-16s %20s %,14d %9.1f  %016x%n",
          setting,
          from + " to " + (from + count - 1),
          all.steps(),
          (System.nanoTime() - started) / 1e9,
          all.traceHash());
      out.flush();
      return true;
    } catch (SeedFailure failed) {
      tell(failed, out);
      return false;
    }
  }

  private static void tell(SeedFailure failed, PrintWriter out) {
    out.println(failed.getMessage());
    out.println(
        "again: ./ovation simulate --setting " + failed.setting() + " --seed " + failed.seed());
    out.flush();
    out.println(failed.setting().smallest(failed));
    out.flush();
  }

  private boolean catchBugs(PrintWriter out) {
    List<PlantedBugs.Planted> all = PlantedBugs.all();
    int caughtOnes = 0;
    for (PlantedBugs.Planted bug : all) {
      Caught caught = bug.caughtWithin(bugSeeds);
      out.printf(
          "%-22s %-34s %8s  %s%n",
          bug.where(),
          bug.name(),
          caught == null ? "-" : caught.seed(),
          caught == null ? "NOT CAUGHT" : caught.broken().invariant());
      out.flush();
      caughtOnes += caught == null ? 0 : 1;
    }
    out.printf(
        "%d of %d planted bugs caught, each within %d seeds%n", caughtOnes, all.size(), bugSeeds);
    out.flush();
    return caughtOnes == all.size();
  }
}
