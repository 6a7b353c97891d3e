package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.KafkaProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** What every command of the engines takes. Filled in by the command-line parser. */
final class ClusterOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data/cluster",
      description = "Where the engines' data, logs and programs are. Default: data/cluster.")
  private Path data = Path.of("data", "cluster");

  Path data() {
    return data;
  }

  /**
   * Opens the directory.
   *
   * @throws EngineException when this machine can't run the engines, or the broker was not built
   */
  Cluster open(Consumer<String> progress) {
    return new Cluster(directory(), progress);
  }

  ClusterDirectory directory() {
    requirePlatform(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    Path kafka = Path.of(System.getProperty("ovation.home", ".")).resolve("kafka-broker/target");
    if (!Files.isDirectory(kafka.resolve("lib"))) {
      throw new EngineException(
          kafka + " has no Kafka broker: run this as ./ovation cluster, which builds it");
    }
    return new ClusterDirectory(data, new KafkaProgram(kafka.toAbsolutePath().normalize()));
  }

  /** The programs are what their projects, or who packs them, publish as Maven artifacts. */
  static void requirePlatform(String system, String processor) {
    if (!system.equals("Linux") || !processor.equals("amd64")) {
      throw new EngineException(
          "the engines' programs are for Linux on x86-64, and this is "
              + system
              + " on "
              + processor
              + ". Use deploy/compose.yaml with Docker, or engines of your own; see"
              + " docs/CLUSTER.md");
    }
  }
}
