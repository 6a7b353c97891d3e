package dev.ovation.bench;

import dev.ovation.bench.BenchMain.LoadOptions;
import dev.ovation.bench.LoadDriver.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Loads the embedded server and the baseline in turns, each in a process of its own, and prints the
 * ratio of the medians. The machine's speed drifts; a ratio within one run does not.
 */
final class Comparison {
  private final LoadOptions options;
  private final int rounds;
  private final PrintStream out;

  Comparison(LoadOptions options, int rounds, PrintStream out) {
    this.options = options;
    this.rounds = rounds;
    this.out = out;
  }

  boolean run() throws IOException, InterruptedException {
    List<Double> ours = new ArrayList<>();
    List<Double> least = new ArrayList<>();
    boolean clean = true;
    for (int i = 0; i < rounds; i++) {
      Result baseline = load(ServerProcess.bench("baseline"));
      BenchMain.print(out, "baseline", baseline);
      Result embedded = load(ServerProcess.serve());
      BenchMain.print(out, "embedded", embedded);
      least.add(baseline.perSecond());
      ours.add(embedded.perSecond());
      clean &= baseline.failed() == 0 && embedded.failed() == 0;
    }
    out.printf(
        "medians: embedded %,.0f/s, baseline %,.0f/s, ratio %.2f%n",
        median(ours), median(least), median(ours) / median(least));
    return clean;
  }

  private Result load(ServerProcess started) throws IOException, InterruptedException {
    try (ServerProcess server = started) {
      return new LoadDriver(options.load(server.url())).run();
    }
  }

  static double median(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
