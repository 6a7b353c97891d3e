package dev.ovation.engines;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Kafka broker's program, and the settings of one that is its own controller on loopback.
 *
 * @param home the directory with {@code classes} and {@code lib} of the module that has the
 *     broker's main, see {@code kafka-broker/pom.xml}
 */
public record KafkaProgram(Path home) {
  /** Any 16 bytes in base64; the brokers only have to agree. */
  private static final String CLUSTER_ID = "b3ZhdGlvbi1sb29wYmFjaw";

  /**
   * The command that runs a broker in a JVM like this one, with nothing of this one's class path.
   *
   * @param options for the JVM
   * @param properties the file of the broker's settings
   */
  public List<String> command(List<String> options, Path properties) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", home.resolve("classes") + ":" + home.resolve("lib") + "/*"));
    command.add("dev.ovation.kafka.broker.BrokerMain");
    command.addAll(List.of(properties.toString(), CLUSTER_ID));
    return command;
  }

  /**
   * Writes the settings of one broker.
   *
   * @param id from 1 to the number of brokers
   * @param all where each of the brokers listens, this one's too
   * @param directory holds the file, and the data, which outlives a restart; made if it is missing
   * @return the file
   * @throws EngineException when it can't be written
   */
  public static Path configure(int id, List<KafkaPorts> all, Path directory) {
    Properties properties = properties(id, all);
    properties.setProperty("log.dirs", directory.resolve("data").toString());
    Path file = directory.resolve("broker.properties");
    try {
      Files.createDirectories(directory);
      try (Writer writer = Files.newBufferedWriter(file)) {
        properties.store(writer, null);
      }
      return file;
    } catch (IOException e) {
      throw new EngineException("can't write " + file + ": " + e, e);
    }
  }

  private static Properties properties(int id, List<KafkaPorts> all) {
    KafkaPorts own = all.get(id - 1);
    String voters =
        IntStream.range(0, all.size())
            .mapToObj(i -> (i + 1) + "@127.0.0.1:" + all.get(i).controllers())
            .collect(Collectors.joining(","));
    String copies = Integer.toString(Math.min(all.size(), 3));
    String copiesMin = all.size() < 3 ? "1" : "2";
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", Integer.toString(id));
    StringBuilder listeners = new StringBuilder("PLAINTEXT://127.0.0.1:" + own.clients());
    StringBuilder advertised = new StringBuilder(listeners);
    StringBuilder protocols = new StringBuilder("PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    for (int i = 1; i <= own.doors().size(); i++) {
      KafkaPorts.Door door = own.doors().get(i - 1);
      String address = ",DOOR" + i + "://127.0.0.1:";
      listeners.append(address).append(door.listens());
      advertised.append(address).append(door.advertised());
      protocols.append(",DOOR").append(i).append(":PLAINTEXT");
    }
    listeners.append(",CONTROLLER://127.0.0.1:").append(own.controllers());
    p.setProperty("listeners", listeners.toString());
    p.setProperty("advertised.listeners", advertised.toString());
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("listener.security.protocol.map", protocols.toString());
    p.setProperty("inter.broker.listener.name", "PLAINTEXT");
    p.setProperty("controller.quorum.voters", voters);
    p.setProperty("default.replication.factor", copies);
    p.setProperty("offsets.topic.replication.factor", copies);
    p.setProperty("offsets.topic.num.partitions", "4");
    p.setProperty("transaction.state.log.replication.factor", copies);
    p.setProperty("transaction.state.log.min.isr", copiesMin);
    p.setProperty("share.coordinator.state.topic.replication.factor", copies);
    p.setProperty("share.coordinator.state.topic.min.isr", copiesMin);
    p.setProperty("min.insync.replicas", copiesMin);
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    // So that nobody need wait six seconds until a node is thought dead.
    p.setProperty("group.min.session.timeout.ms", "1000");
    if (all.size() == 1) {
      // Everybody may do everything, unless a right is taken away. Not with several controllers:
      // they vote before an authorizer is ready, and it would refuse them without a login.
      p.setProperty(
          "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
      p.setProperty("allow.everyone.if.no.acl.found", "true");
    }
    // A broker that was killed is missed after three seconds instead of nine.
    p.setProperty("broker.session.timeout.ms", "3000");
    p.setProperty("broker.heartbeat.interval.ms", "500");
    p.setProperty("controller.quorum.fetch.timeout.ms", "2000");
    // Kafka asks for a compactor's buffer of 128 MiB, half of such a broker's heap.
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(16 << 20));
    return p;
  }
}
