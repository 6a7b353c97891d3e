package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The engines of one directory: brings them up, and down again. Several processes may use the same
 * directory; what changes something is refused while another one does.
 */
final class Cluster {
  private static final Duration STOP_MAX = Duration.ofSeconds(30);
  private static final Duration KILL_MAX = Duration.ofSeconds(10);

  private final ClusterDirectory directory;
  private final Consumer<String> progress;

  /**
   * @param progress takes a line whenever something was done
   */
  Cluster(ClusterDirectory directory, Consumer<String> progress) {
    this.directory = directory;
    this.progress = progress;
  }

  /**
   * What came of bringing engines up: those that now should run, how many were started, and why
   * others failed.
   */
  record Up(Layout layout, List<Engine> engines, int started, List<String> failures) {}

  /**
   * Starts what does not run and waits until all answer.
   *
   * @param choice turns what was chosen before, or the default, into what is wanted now
   * @throws EngineException when nothing was started, because the choice can't be kept or ports are
   *     taken
   */
  Up up(UnaryOperator<Layout> choice) {
    try (ClusterDirectory.Lock _ = directory.lock()) {
      Layout before = directory.layout().orElse(Layout.DEFAULT);
      Layout wanted = choice.apply(before);
      if (!wanted.equals(before)) {
        requireChangeable(before, wanted);
      }
      List<Engine> engines = directory.engines(wanted);
      List<Engine> down = engines.stream().filter(engine -> !engine.process().isRunning()).toList();
      PortCheck.requireFree(engines, down);
      directory.choose(wanted);
      SettingsFile.write(directory.settingsFile(), wanted);
      List<String> failures = new Startup(engines, progress).run(down);
      return new Up(wanted, engines, down.size(), failures);
    }
  }

  private void requireChangeable(Layout before, Layout wanted) {
    List<String> running =
        directory.engines(before).stream()
            .filter(engine -> engine.process().isRunning())
            .map(Engine::name)
            .toList();
    if (!running.isEmpty()) {
      throw new EngineException(
          String.join(", ", running)
              + " of "
              + directory.root()
              + " run with other options: stop"
              + " them first with ovation cluster down, or use another --data");
    }
    if (wanted.brokers() != before.brokers() && directory.hasKafkaData()) {
      throw new EngineException(
          "the data in "
              + directory.root()
              + " is that of "
              + before.brokers()
              + " Kafka broker"
              + (before.brokers() == 1 ? "" : "s")
              + ", which can't change: delete it with ovation cluster down --wipe, or use another"
              + " --data");
    }
  }

  /**
   * The engines that were started here last, whether they run or not.
   *
   * @throws EngineException when there were none
   */
  List<Engine> engines() {
    return directory
        .layout()
        .map(directory::engines)
        .orElseThrow(
            () ->
                new EngineException(
                    "nothing was ever started in "
                        + directory.root()
                        + ": run ovation cluster up, or name its directory with --data"));
  }

  /**
   * Stops what runs, in order.
   *
   * @param wipe whether to delete all data, too, once everything has ended
   * @return what does not stop, for people; empty when all have ended
   */
  List<String> down(boolean wipe) {
    List<Engine> engines = engines();
    List<String> failures = new ArrayList<>();
    try (ClusterDirectory.Lock _ = directory.lock()) {
      for (Engine engine : engines) {
        if (engine.process().isRunning()) {
          stop(engine, failures);
        }
      }
      if (wipe && failures.isEmpty()) {
        directory.wipe();
        progress.accept("all data in " + directory.root() + " deleted");
      }
    }
    return failures;
  }

  private void stop(Engine engine, List<String> failures) {
    DetachedProcess process = engine.process();
    Duration patience = engine.mayBeKilled() ? KILL_MAX : STOP_MAX;
    if (process.stop(engine.stopSignal(), patience)) {
      progress.accept(engine.name() + " stopped");
    } else if (engine.mayBeKilled()) {
      process.kill(KILL_MAX);
      progress.accept(
          engine.name() + " killed, because it waited for brokers that are gone; nothing is lost");
    } else {
      failures.add(
          engine.name()
              + " (pid "
              + process.pid().map(String::valueOf).orElse("gone")
              + ") has not stopped in "
              + patience.toSeconds()
              + " s; wait, or kill it by hand, and run ovation cluster down again."
              + process.tail(0));
    }
  }
}
