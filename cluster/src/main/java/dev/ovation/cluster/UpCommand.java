package dev.ovation.cluster;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts the engines that do not run. */
@Command(
    name = "up",
    description = {
      "Starts PostgreSQL, Redis and Kafka on loopback and waits until they answer. They go on"
          + " running. Those that run already are left alone, so it also brings back a single one"
          + " that died. What was chosen for a directory is kept in it.",
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ovation cluster up",
      "  ovation cluster up --brokers 3 --redis-cluster 3",
      "  ovation cluster up --postgres-port 15432 --data /var/tmp/engines"
    })
final class UpCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ClusterOptions options = new ClusterOptions();

  @Option(names = "--brokers", paramLabel = "1|3", description = "Kafka brokers. Default: 1.")
  private @Nullable Integer brokers;

  @Option(
      names = "--redis-cluster",
      paramLabel = "N",
      description = "Masters of a Redis Cluster, 3 to 9; 1 for a single server. Default: 1.")
  private @Nullable Integer redisServers;

  @Option(
      names = "--postgres-port",
      paramLabel = "PORT",
      description = "PostgreSQL's port. Default: 5432.")
  private @Nullable Integer postgresPort;

  @Option(
      names = "--redis-port",
      paramLabel = "PORT",
      description = "The first Redis server's port; the others follow. Default: 6379.")
  private @Nullable Integer redisPort;

  @Option(
      names = "--kafka-port",
      paramLabel = "PORT",
      description = "The first Kafka broker's port; the others follow. Default: 9092.")
  private @Nullable Integer kafkaPort;

  @Override
  public Integer call() {
    requireSizes();
    PrintWriter out = spec.commandLine().getOut();
    ClusterDirectory directory = options.directory();
    Cluster.Up up = new Cluster(directory, line -> print(out, line)).up(this::over);
    EngineTable table =
        EngineTable.of(up.engines(), ZoneId.systemDefault(), Path.of("").toAbsolutePath());
    if (up.started() == 0) {
      print(out, "all run already");
    }
    print(out, "\n" + table);
    if (!up.failures().isEmpty()) {
      PrintWriter err = spec.commandLine().getErr();
      up.failures().forEach(failure -> print(err, "ovation: " + failure));
      print(
          err,
          "What is up above goes on running. Mend the cause and run this again, or end all with"
              + " ovation cluster down.");
      return ExitCode.FAILED;
    }
    boolean isDefault = up.layout().equals(Layout.DEFAULT);
    print(
        out,
        "next:  ./ovation serve --profile cluster"
            + (isDefault ? "" : " --config " + directory.settingsFile()));
    return ExitCode.OK;
  }

  private void requireSizes() {
    if (brokers != null && brokers != 1 && brokers != 3) {
      throw new ParameterException(spec.commandLine(), "--brokers must be 1 or 3");
    }
    if (redisServers != null && redisServers != 1 && (redisServers < 3 || redisServers > 9)) {
      throw new ParameterException(
          spec.commandLine(),
          "--redis-cluster must be 1, or 3 to 9: a Redis Cluster has 3 masters");
    }
  }

  private Layout over(Layout base) {
    return new Layout(
        or(brokers, base.brokers()),
        or(redisServers, base.redisServers()),
        or(postgresPort, base.postgresPort()),
        or(redisPort, base.redisPort()),
        or(kafkaPort, base.kafkaPort()));
  }

  private static int or(@Nullable Integer given, int otherwise) {
    return given == null ? otherwise : given;
  }

  private static void print(PrintWriter to, String line) {
    to.println(line);
    to.flush();
  }
}
