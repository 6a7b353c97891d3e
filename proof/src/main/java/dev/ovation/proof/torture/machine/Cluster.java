package dev.ovation.proof.torture.machine;

import dev.ovation.engines.Await;
import dev.ovation.engines.EngineException;
import dev.ovation.engines.FreePorts;
import dev.ovation.engines.KafkaPorts;
import dev.ovation.engines.KafkaServer;
import dev.ovation.engines.PostgresBinaries;
import dev.ovation.engines.PostgresServer;
import dev.ovation.engines.RedisServer;
import dev.ovation.proof.torture.machine.Node.Progress;
import dev.ovation.proof.torture.proxy.Link;
import dev.ovation.proof.torture.proxy.LinkMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Nodes over a real Kafka, Redis and PostgreSQL, each node with links of its own to them. Used by
 * one thread.
 *
 * <p>A Kafka client connects to where brokers tell it, so each node comes in by a door of the
 * brokers' that tells its links' ports.
 */
public final class Cluster implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final Duration DELAY = Duration.ofMillis(40);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration HEALTHY_MAX = Duration.ofMinutes(2);

  private final KafkaServer kafka;
  private final RedisServer redis;
  private final PostgresServer postgres;
  private final Path ledger;
  private final List<Member> members;

  /** A node with its links. */
  public record Member(Node node, List<Link> toKafka, Link toRedis, Link toPostgres) {
    /** Sets all links to an engine. */
    void set(Engine engine, LinkMode mode) {
      switch (engine) {
        case KAFKA -> toKafka.forEach(link -> link.set(mode));
        case REDIS -> toRedis.set(mode);
        case POSTGRES -> toPostgres.set(mode);
      }
    }
  }

  /** What nodes are linked to. */
  public enum Engine {
    KAFKA,
    REDIS,
    POSTGRES
  }

  private Cluster(
      KafkaServer kafka,
      RedisServer redis,
      PostgresServer postgres,
      Path ledger,
      List<Member> members) {
    this.kafka = kafka;
    this.redis = redis;
    this.postgres = postgres;
    this.ledger = ledger;
    this.members = members;
  }

  /**
   * Starts all of it and waits until the nodes are ready.
   *
   * @param directory for what they write; what PostgreSQL writes is somewhere else, since it may
   *     have to run as somebody who may not look in here
   */
  public static Cluster start(Built built, Path directory, int brokers, int nodes)
      throws IOException, InterruptedException {
    Path ledger = Files.createTempDirectory("ovation-postgres");
    PostgresServer postgres =
        PostgresServer.create(
            PostgresBinaries.unpack(built.home().resolve("proof/target/engines")),
            ledger,
            port(),
            List.of());
    postgres.start();
    RedisServer redis =
        RedisServer.start(
            Files.createDirectories(directory.resolve("redis")),
            "--maxmemory",
            "256mb",
            "--maxmemory-policy",
            "noeviction");
    List<List<Link>> kafkaLinks = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      kafkaLinks.add(new ArrayList<>());
    }
    List<KafkaPorts> doors = new ArrayList<>();
    for (int i = 0; i < brokers; i++) {
      doors.add(new KafkaPorts(port(), port(), doors(kafkaLinks)));
    }
    KafkaServer kafka =
        KafkaServer.startOn(
            built.kafkaBroker(), Files.createDirectories(directory.resolve("kafka")), doors);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      Link toRedis = new Link(port(), redis.port(), DELAY);
      Link toPostgres = new Link(port(), postgres.port(), DELAY);
      String name = "node-" + (i + 1);
      List<String> options = options(name, kafkaLinks.get(i), toRedis, toPostgres);
      Node node = new Node(built, name, port(), options, directory);
      node.launch();
      members.add(new Member(node, kafkaLinks.get(i), toRedis, toPostgres));
    }
    Cluster cluster = new Cluster(kafka, redis, postgres, ledger, List.copyOf(members));
    cluster.awaitUp();
    cluster.awaitAnswers();
    return cluster;
  }

  /** A door of one broker for each node, with a link in front of it. */
  private static List<KafkaPorts.Door> doors(List<List<Link>> linksOfNodes) throws IOException {
    List<KafkaPorts.Door> doors = new ArrayList<>();
    for (List<Link> links : linksOfNodes) {
      int door = port();
      Link link = new Link(port(), door, DELAY);
      links.add(link);
      doors.add(new KafkaPorts.Door(door, link.port()));
    }
    return doors;
  }

  /** One that the machine does not give to clients, so it stays free while its process is down. */
  private static int port() {
    return FreePorts.findPair(1);
  }

  private static List<String> options(
      String name, List<Link> toKafka, Link toRedis, Link toPostgres) {
    List<String> options = new ArrayList<>(List.of("--profile", "cluster"));
    // A node keeps nothing on disk, so it is given a place where it could not.
    options.addAll(List.of("--data", "/nonexistent"));
    set(options, "node.name", name);
    set(
        options,
        "kafka.servers",
        String.join(",", toKafka.stream().map(link -> "127.0.0.1:" + link.port()).toList()));
    set(options, "kafka.partitions", Integer.toString(PARTITIONS));
    set(options, "redis.servers", "127.0.0.1:" + toRedis.port());
    set(
        options,
        "postgres.url",
        "jdbc:postgresql://127.0.0.1:" + toPostgres.port() + "/" + PostgresServer.USER);
    set(options, "postgres.user", PostgresServer.USER);
    return options;
  }

  private static void set(List<String> options, String setting, String value) {
    options.add("--set");
    options.add(setting + "=" + value);
  }

  public List<Member> members() {
    return members;
  }

  public KafkaServer kafka() {
    return kafka;
  }

  public RedisServer redis() {
    return redis;
  }

  public PostgresServer postgres() {
    return postgres;
  }

  Node lastNode() {
    return members.getLast().node();
  }

  /** Sets the links of all nodes to an engine. */
  void setAll(Engine engine, LinkMode mode) {
    members.forEach(member -> member.set(engine, mode));
  }

  /** Sets the links of the last node to an engine. */
  void setLast(Engine engine, LinkMode mode) {
    members.getLast().set(engine, mode);
  }

  /** Waits until every node answers writes to every partition. */
  public void awaitAnswers() throws IOException {
    List<String> probes = new ArrayList<>();
    for (int i = 0; i < PARTITIONS * 4; i++) {
      probes.add("probe:" + i);
    }
    for (Member member : members) {
      Await.until("writes are answered", HEALTHY_MAX, () -> member.node().answersWrites(probes));
    }
  }

  /**
   * Waits until no node finds anything amiss.
   *
   * @throws EngineException that says what is, when it takes too long
   */
  public void awaitUp() throws InterruptedException {
    long deadline = System.nanoTime() + HEALTHY_MAX.toNanos();
    for (Member member : members) {
      for (String amiss = member.node().amiss(); !amiss.isEmpty(); amiss = member.node().amiss()) {
        if (System.nanoTime() - deadline > 0) {
          throw new EngineException("still not well after " + HEALTHY_MAX + ": " + amiss);
        }
        Thread.sleep(POLL);
      }
    }
  }

  /** Waits until the ledger has what the log has now of some targets. */
  public void awaitProjected(List<String> targets) throws IOException {
    Node asked = members.getFirst().node();
    Map<String, Progress> now = new HashMap<>();
    // All of them first: while one is waited for, the others get on.
    for (String target : targets) {
      Await.until(
          "it is told where the log of " + target + " ends",
          HEALTHY_MAX,
          () -> {
            Progress progress = asked.progress(target);
            if (progress != null) {
              now.put(target, progress);
            }
            return progress != null;
          });
    }
    for (var then : now.entrySet()) {
      Await.until(
          "the ledger has all of " + then.getKey(),
          HEALTHY_MAX,
          () -> {
            Progress progress = asked.progress(then.getKey());
            return progress != null && progress.hasAllOf(then.getValue());
          });
    }
  }

  /** Ends everything that was started. */
  @Override
  public void close() throws IOException {
    members.forEach(member -> member.node().close());
    kafka.close();
    redis.close();
    postgres.kill();
    for (Member member : members) {
      for (Link link : member.toKafka()) {
        link.close();
      }
      member.toRedis().close();
      member.toPostgres().close();
    }
    Directories.delete(ledger);
  }
}
