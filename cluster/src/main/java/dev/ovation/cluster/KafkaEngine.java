package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import dev.ovation.engines.KafkaPorts;
import dev.ovation.engines.KafkaProgram;
import dev.ovation.engines.KafkaWire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Kafka broker that is a controller, too.
 *
 * @param id from 1
 * @param program where its libraries are
 * @param all where each of the brokers listens, this one's too
 */
record KafkaEngine(int id, Path directory, KafkaProgram program, List<KafkaPorts> all)
    implements Engine {
  private static final String JAR = "kafka_2.13-";

  @Override
  public String name() {
    return all.size() == 1 ? "Kafka" : "Kafka broker " + id;
  }

  @Override
  public int port() {
    return all.get(id - 1).clients();
  }

  @Override
  public List<Integer> morePorts() {
    return List.of(all.get(id - 1).controllers());
  }

  @Override
  public String portOption() {
    return "--kafka-port";
  }

  @Override
  public void prepare() {
    KafkaProgram.configure(id, all, directory);
  }

  @Override
  public List<String> command() {
    String heap = all.size() == 1 ? "-Xmx384m" : "-Xmx256m";
    return program.command(
        List.of(heap, "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError"),
        directory.resolve("broker.properties"));
  }

  @Override
  public Optional<String> version() {
    return KafkaWire.answers(port()) ? Optional.of(packagedVersion()) : Optional.empty();
  }

  /** Kafka's protocol does not tell it, but its jar's name does. */
  private String packagedVersion() {
    try (Stream<Path> jars = Files.list(program.home().resolve("lib"))) {
      return jars.map(jar -> jar.getFileName().toString())
          .filter(name -> name.startsWith(JAR))
          .map(name -> name.substring(JAR.length(), name.length() - ".jar".length()))
          .findFirst()
          .orElse("?");
    } catch (IOException e) {
      throw new EngineException("Kafka's libraries can't be listed: " + e, e);
    }
  }

  @Override
  public Duration startMax() {
    return Duration.ofMinutes(2);
  }

  @Override
  public String stopSignal() {
    return "TERM";
  }

  /**
   * The last brokers of several can't hand over what they lead, because too few controllers are
   * left, and wait for minutes. What was written is in the file system, and stays there.
   */
  @Override
  public boolean mayBeKilled() {
    return true;
  }
}
