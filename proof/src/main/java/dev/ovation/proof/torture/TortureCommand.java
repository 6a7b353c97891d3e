package dev.ovation.proof.torture;

import dev.ovation.engines.EngineException;
import dev.ovation.proof.torture.check.HistoryCheck;
import dev.ovation.proof.torture.load.Clients;
import dev.ovation.proof.torture.machine.Built;
import dev.ovation.proof.torture.machine.Directories;
import dev.ovation.proof.torture.machine.Faults;
import dev.ovation.proof.torture.machine.Faults.Fault;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ovation torture}. */
@Command(
    name = "torture",
    mixinStandardHelpOptions = true,
    description = {
      "Kills, pauses and cuts off real processes and engines under load, and judges from what"
          + " clients saw whether a promise was broken.",
      "Ends with 0 when none was, with 1 otherwise."
    })
public final class TortureCommand implements Callable<Integer> {
  private static final int CYCLES = 10;

  /** What is tortured. */
  public enum Profile {
    /** One process with its files. */
    embedded,
    /** Two nodes over PostgreSQL, Redis and Kafka. */
    cluster
  }

  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Option(
      names = "--profile",
      description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} by default")
  private Profile profile = Profile.embedded;

  @Option(
      names = "--cycles",
      description = "how many faults; " + CYCLES + " unless minutes are given")
  private @Nullable Integer cycles;

  @Option(names = "--minutes", description = "how long, instead of how many")
  private @Nullable Integer minutes;

  @Option(names = "--seed", description = "chooses the faults and their moments again")
  private @Nullable Long seed;

  @Option(names = "--clients", description = "how many at the same time")
  private int clients = 16;

  @Option(
      names = "--rate",
      description = "operations a second at the most; 0 for as many as are answered")
  private int rate;

  @Option(
      names = "--fault",
      split = ",",
      description = "cluster: only these; a name that is none tells all")
  private List<String> chosenFaults = List.of();

  @Option(names = "--away", description = "cluster: how many seconds each fault lasts")
  private @Nullable Integer away;

  @Option(names = "--brokers", description = "cluster: how many brokers Kafka has")
  private int brokers = 1;

  @Option(
      names = "--keep",
      description = "keep all histories in this directory",
      paramLabel = "DIR")
  private @Nullable Path keep;

  @Option(names = "--check", description = "judge a history that was kept, and do nothing else")
  private @Nullable Path check;

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    if (check != null) {
      return judge(check, out);
    }
    if (profile == Profile.embedded && (!chosenFaults.isEmpty() || away != null)) {
      throw new ParameterException(
          spec.commandLine(), "--fault and --away belong to --profile cluster");
    }
    if (clients < 1 || rate < 0 || brokers < 1 || (cycles != null && minutes != null)) {
      throw new ParameterException(
          spec.commandLine(),
          "give at least one client and broker, no negative rate, and cycles or minutes, not both");
    }
    long chosen = seed == null ? System.nanoTime() : seed;
    List<Fault> faults = faults();
    out.printf("seed %d, %s, %d clients%n", chosen, profile, clients);
    out.flush();
    Path directory = Files.createTempDirectory("ovation-torture");
    Path histories = keep == null ? directory.resolve("histories") : keep.toAbsolutePath();
    SplittableRandom random = new SplittableRandom(chosen);
    Rounds rounds = new Rounds(histories, keep != null, out, random.split());
    try {
      torture(directory, rounds, random, faults);
    } catch (EngineException | IOException e) {
      // Something did not become well in time: what was seen until then is worth telling all the
      // more.
      rounds.brokeOff(e);
    }
    report(rounds, out);
    if (rounds.violations() == 0) {
      Directories.delete(directory);
    }
    return rounds.violations() == 0 ? 0 : 1;
  }

  private void torture(Path directory, Rounds rounds, SplittableRandom random, List<Fault> faults)
      throws IOException, InterruptedException {
    try (Torture torture = start(directory, rounds, random, faults)) {
      long end = System.nanoTime() + Duration.ofMinutes(minutes == null ? 0 : minutes).toNanos();
      int count = minutes != null ? Integer.MAX_VALUE : cycles == null ? CYCLES : cycles;
      for (int i = 0; i < count && (minutes == null || System.nanoTime() < end); i++) {
        torture.cycle();
      }
      rounds.recheckAll(torture.nodes());
    }
  }

  private Torture start(Path directory, Rounds rounds, SplittableRandom random, List<Fault> faults)
      throws IOException, InterruptedException {
    Clients.Load load = new Clients.Load(clients, rate);
    Built built = Built.here();
    return switch (profile) {
      case embedded -> new EmbeddedTorture(built, directory, load, rounds, random);
      case cluster ->
          new ClusterTorture(
              built,
              directory,
              load,
              rounds,
              random,
              new ClusterTorture.Choice(
                  faults, away == null ? null : Duration.ofSeconds(away), brokers));
    };
  }

  /** Those that were asked for, in a cluster; the embedded profile has its own. */
  private List<Fault> faults() {
    List<String> known = Faults.all().stream().map(Fault::name).toList();
    for (String each : chosenFaults) {
      if (!known.contains(each)) {
        throw new ParameterException(
            spec.commandLine(),
            "there is no fault '%s'; there are %s".formatted(each, String.join(", ", known)));
      }
    }
    return Faults.all().stream()
        .filter(each -> chosenFaults.isEmpty() || chosenFaults.contains(each.name()))
        .toList();
  }

  private static void report(Rounds rounds, PrintWriter out) {
    Figures figures = rounds.figures();
    out.println();
    out.println(figures.table());
    out.printf(
        "%d rounds, %,d operations checked, %d violations%n",
        figures.rounds(), figures.operations(), rounds.violations());
    out.flush();
  }

  private static int judge(Path history, PrintWriter out) throws IOException {
    HistoryCheck.Verdict verdict = HistoryCheck.of(history);
    verdict.violations().forEach(out::println);
    out.printf(
        "%,d operations checked, %d violations%n",
        verdict.operations(), verdict.violations().size());
    out.flush();
    return verdict.violations().isEmpty() ? 0 : 1;
  }
}
