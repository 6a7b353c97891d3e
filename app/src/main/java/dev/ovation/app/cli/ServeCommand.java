package dev.ovation.app.cli;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.logging.StartupLogging;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the server until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Runs the server until it is told to stop (SIGTERM, Ctrl-C). Prints \"ready on URL\" once it"
          + " answers."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ovation serve",
      "  ovation serve --port 8000 --data /var/lib/ovation",
      "  ovation serve --config prod.yaml --set logging.level=debug",
      "  ovation serve --profile cluster --roles api"
    })
final class ServeCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Mixin private ConfigOptions options = new ConfigOptions();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "embedded",
      description = "Which engines to use: ${COMPLETION-CANDIDATES}. Default: embedded.")
  private Profile profile = Profile.embedded;

  private final Map<String, String> environment;
  private final ServerStarters starters;

  /** The names are what is written on the command line. */
  enum Profile {
    /** One process with SQLite files, nothing to install. */
    embedded,
    /** Any number of nodes over Kafka, Redis and PostgreSQL. */
    cluster
  }

  ServeCommand(Map<String, String> environment, ServerStarters starters) {
    this.environment = environment;
    this.starters = starters;
  }

  @Override
  public Integer call() {
    OvationConfig.Loaded loaded = options.load(environment);
    StartupLogging.apply(loaded.config().logging());
    ServerStarter starter =
        switch (profile) {
          case embedded -> starters.embedded();
          case cluster -> starters.cluster();
        };
    // What is in the making when the grace is over gets a little more, to close its files.
    Duration patience = loaded.config().server().shutdownGrace().plusSeconds(5);
    try (StopSignal stop = new StopSignal(patience);
        RunningServer server = starter.start(loaded)) {
      server.awaitReady();
      PrintWriter out = spec.commandLine().getOut();
      out.println("ready on " + server.url());
      out.flush();
      stop.await();
      return ExitCode.OK;
    } catch (InterruptedException e) {
      // Told to stop while starting, or while waiting for just that.
      return ExitCode.OK;
    }
  }
}
