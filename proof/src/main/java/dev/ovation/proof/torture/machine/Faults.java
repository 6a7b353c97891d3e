package dev.ovation.proof.torture.machine;

import dev.ovation.proof.torture.machine.Cluster.Engine;
import dev.ovation.proof.torture.machine.Cluster.Member;
import dev.ovation.proof.torture.proxy.LinkMode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All that can be done to a cluster, by name. */
public final class Faults {
  private static final Duration BROKER_MAX = Duration.ofSeconds(90);

  private Faults() {}

  /** Something that is done or undone. */
  @FunctionalInterface
  public interface Step {
    void run() throws IOException, InterruptedException;
  }

  /**
   * A fault.
   *
   * @param name letters and hyphens
   * @param begins what does it
   * @param ends what takes it back; engines and nodes run again then, but need not be well yet
   */
  public record Fault(String name, Step begins, Step ends) {}

  /** Those of a cluster; a fault of one node is one of its last node. */
  public static List<Fault> of(Cluster cluster) {
    List<Fault> faults = new ArrayList<>();
    nodes(faults, cluster.members().getLast().node());
    redis(faults, cluster);
    postgres(faults, cluster);
    kafka(faults, cluster);
    faults.add(
        new Fault(
            "log-and-ledger-down",
            () -> {
              killBrokers(cluster);
              cluster.postgres().stop();
            },
            () -> {
              cluster.postgres().start();
              startBrokers(cluster);
            }));
    links(faults, cluster);
    return faults;
  }

  private static void nodes(List<Fault> faults, Node node) {
    faults.add(new Fault("node-killed", node::kill, node::launch));
    faults.add(new Fault("node-paused", node::pause, node::resume));
    faults.add(new Fault("node-stopped", node::stop, node::launch));
  }

  private static void redis(List<Fault> faults, Cluster cluster) {
    var redis = cluster.redis();
    faults.add(new Fault("redis-killed-and-empty", redis::kill, redis::restartEmpty));
    faults.add(
        new Fault(
            "redis-killed-and-old",
            () -> {
              redis.save();
              // What is written meanwhile is not in what it comes back with.
              Thread.sleep(500);
              redis.kill();
            },
            redis::start));
    faults.add(new Fault("redis-emptied", redis::restartEmpty, () -> {}));
    faults.add(new Fault("redis-paused", redis::pause, redis::resume));
  }

  private static void postgres(List<Fault> faults, Cluster cluster) {
    var postgres = cluster.postgres();
    faults.add(new Fault("postgres-killed", postgres::kill, postgres::start));
    faults.add(new Fault("postgres-stopped", postgres::stop, postgres::start));
    faults.add(new Fault("postgres-paused", postgres::pause, postgres::resume));
  }

  private static void kafka(List<Fault> faults, Cluster cluster) {
    var brokers = cluster.kafka().brokers();
    faults.add(new Fault("kafka-killed", () -> killBrokers(cluster), () -> startBrokers(cluster)));
    faults.add(
        new Fault(
            "kafka-paused",
            () -> brokers.forEach(broker -> broker.pause()),
            () -> brokers.forEach(broker -> broker.resume())));
    if (brokers.size() > 1) {
      var one = brokers.getLast();
      faults.add(
          new Fault(
              "kafka-one-broker-killed",
              one::kill,
              () -> {
                one.start();
                one.awaitReady(BROKER_MAX);
              }));
    }
  }

  private static void killBrokers(Cluster cluster) {
    cluster.kafka().brokers().forEach(broker -> broker.kill());
  }

  private static void startBrokers(Cluster cluster) {
    cluster.kafka().brokers().forEach(broker -> broker.start());
    cluster.kafka().brokers().forEach(broker -> broker.awaitReady(BROKER_MAX));
  }

  /** Each mode of a link, to each engine, of all nodes and of one. */
  private static void links(List<Fault> faults, Cluster cluster) {
    for (Engine engine : Engine.values()) {
      for (LinkMode mode : LinkMode.values()) {
        if (mode == LinkMode.PASS) {
          continue;
        }
        String name = hyphened(engine.name()) + "-link-" + hyphened(mode.name());
        faults.add(
            new Fault(
                name,
                () -> cluster.set(engine, mode),
                () -> cluster.set(engine, LinkMode.PASS)));
        Member one = cluster.members().getLast();
        faults.add(
            new Fault(
                name + "-of-one-node",
                () -> one.set(engine, mode),
                () -> one.set(engine, LinkMode.PASS)));
      }
    }
  }

  private static String hyphened(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
