package dev.ovation.bench;

import dev.ovation.bench.LoadDriver.Load;
import dev.ovation.bench.LoadDriver.Result;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./ovation bench}: loads, baselines, and the rate of the projector. */
@Command(
    name = "ovation bench",
    mixinStandardHelpOptions = true,
    description = "Measures. Figures of one run compare with each other, not with other machines.",
    subcommands = {
      BenchMain.LoadCommand.class,
      BenchMain.BaselineCommand.class,
      BenchMain.CompareCommand.class,
      ProjectorCommand.class,
      SweepCommand.class,
      ClusterCommands.OldWayCommand.class,
      ClusterCommands.RedisScriptCommand.class,
      ClusterCommands.ClusterCommand.class
    })
public final class BenchMain implements Callable<Integer> {
  public static void main(String[] args) {
    System.exit(new CommandLine(new BenchMain()).execute(args));
  }

  @Override
  public Integer call() throws Exception {
    return new CommandLine(new CompareCommand()).execute();
  }

  /** What every load needs. */
  static final class LoadOptions {
    @Option(names = "--connections", defaultValue = "256", description = "closed loops at once")
    int connections;

    @Option(names = "--seconds", defaultValue = "10", description = "how long to measure")
    int seconds;

    @Option(names = "--warmup", defaultValue = "5", description = "seconds before that")
    int warmup;

    @Option(names = "--actors", defaultValue = "100000", description = "different actors")
    int actors;

    @Option(names = "--targets", defaultValue = "10000", description = "different targets")
    int targets;

    @Option(
        names = "--hot-share",
        defaultValue = "0",
        description = "share of likes, 0 to 1, that go to one more target")
    double hotShare;

    @Option(names = "--seed", defaultValue = "1", description = "of actors and targets")
    long seed;

    Load load(String url) {
      return new Load(
          url,
          connections,
          Duration.ofSeconds(warmup),
          Duration.ofSeconds(seconds),
          actors,
          targets,
          hotShare,
          0,
          seed);
    }
  }

  @Command(
      name = "load",
      mixinStandardHelpOptions = true,
      description = "Durable likes against a running server, in closed loops or at a rate.")
  static final class LoadCommand implements Callable<Integer> {
    @Option(names = "--url", defaultValue = "http://127.0.0.1:8893", description = "the server")
    String url = "";

    @Option(
        names = "--rate",
        defaultValue = "0",
        description = "likes a second, latency counted from when each is due; 0: closed loops")
    double rate;

    @CommandLine.Mixin private final LoadOptions options = new LoadOptions();

    @Override
    public Integer call() throws InterruptedException {
      Result result = new LoadDriver(options.load(url).at(rate)).run();
      print(System.out, "load", result);
      return result.ok() > 0 && result.failed() == 0 ? 0 : 1;
    }
  }

  @Command(
      name = "baseline",
      mixinStandardHelpOptions = true,
      description =
          "A server that answers the same after the same group commit; runs until stopped.")
  static final class BaselineCommand implements Callable<Integer> {
    @Option(names = "--port", defaultValue = "8894", description = "where to listen")
    int port;

    @Override
    public Integer call() throws IOException, InterruptedException {
      try (TemporaryFolder folder = new TemporaryFolder();
          BaselineServer _ = new BaselineServer(folder.path(), port)) {
        System.out.println("baseline on http://127.0.0.1:" + port + ", data in " + folder.path());
        new CountDownLatch(1).await();
        return 0;
      }
    }
  }

  @Command(
      name = "compare",
      mixinStandardHelpOptions = true,
      description = "The embedded server beside the baseline, in turns.")
  static final class CompareCommand implements Callable<Integer> {
    @CommandLine.Mixin private final LoadOptions options = new LoadOptions();

    @Option(names = "--rounds", defaultValue = "3", description = "turns of each")
    int rounds = 3;

    @Override
    public Integer call() throws Exception {
      return new Comparison(options, rounds, System.out).run() ? 0 : 1;
    }
  }

  static void print(PrintStream out, String name, Result r) {
    out.printf(
        "%-10s %,9.0f/s   p50 %6.2f ms   p99 %6.2f ms   p99.9 %7.2f ms   ok %,d   refused %,d"
            + "   failed %,d%n",
        name, r.perSecond(), r.p50(), r.p99(), r.p999(), r.ok(), r.refused(), r.failed());
  }
}
