package dev.ovation.proof.torture.machine;

import dev.ovation.engines.KafkaBroker;
import dev.ovation.proof.torture.machine.Cluster.Engine;
import dev.ovation.proof.torture.proxy.LinkMode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** All that can be done to a cluster, by name. Stateless. */
public final class Faults {
  private static final Duration BROKER_MAX = Duration.ofSeconds(90);

  private Faults() {}

  /** Something that is done to a cluster, or undone. */
  @FunctionalInterface
  public interface Step {
    void run(Cluster cluster) throws IOException, InterruptedException;
  }

  /**
   * A fault.
   *
   * @param name letters and hyphens
   * @param begins what does it
   * @param ends what takes it back; engines and nodes run again then, but need not be well yet
   */
  public record Fault(String name, Step begins, Step ends) {}

  /** Those that there are. A fault of one node is one of the last. */
  public static List<Fault> all() {
    List<Fault> faults = new ArrayList<>();
    nodes(faults);
    redis(faults);
    postgres(faults);
    kafka(faults);
    faults.add(
        new Fault(
            "log-and-ledger-down",
            cluster -> {
              killBrokers(cluster);
              cluster.postgres().stop();
            },
            cluster -> {
              cluster.postgres().start();
              startBrokers(cluster);
            }));
    links(faults);
    return List.copyOf(faults);
  }

  private static void nodes(List<Fault> faults) {
    faults.add(
        new Fault(
            "node-killed",
            cluster -> cluster.lastNode().kill(),
            cluster -> cluster.lastNode().launch()));
    faults.add(
        new Fault(
            "node-stopped",
            cluster -> cluster.lastNode().stop(),
            cluster -> cluster.lastNode().launch()));
    faults.add(
        new Fault(
            "node-paused",
            cluster -> cluster.lastNode().pause(),
            cluster -> cluster.lastNode().resume()));
  }

  private static void redis(List<Fault> faults) {
    faults.add(
        new Fault(
            "redis-killed-and-empty",
            cluster -> cluster.redis().kill(),
            cluster -> cluster.redis().restartEmpty()));
    faults.add(
        new Fault(
            "redis-killed-and-old",
            cluster -> {
              cluster.redis().save();
              // What is written in this time is not in what it comes back with.
              Thread.sleep(500);
              cluster.redis().kill();
            },
            cluster -> cluster.redis().start()));
    faults.add(
        new Fault("redis-emptied", cluster -> cluster.redis().restartEmpty(), cluster -> {}));
    faults.add(
        new Fault(
            "redis-paused",
            cluster -> cluster.redis().pause(),
            cluster -> cluster.redis().resume()));
  }

  private static void postgres(List<Fault> faults) {
    faults.add(
        new Fault(
            "postgres-killed",
            cluster -> cluster.postgres().kill(),
            cluster -> cluster.postgres().start()));
    faults.add(
        new Fault(
            "postgres-stopped",
            cluster -> cluster.postgres().stop(),
            cluster -> cluster.postgres().start()));
    faults.add(
        new Fault(
            "postgres-paused",
            cluster -> cluster.postgres().pause(),
            cluster -> cluster.postgres().resume()));
  }

  private static void kafka(List<Fault> faults) {
    faults.add(new Fault("kafka-killed", Faults::killBrokers, Faults::startBrokers));
    faults.add(
        new Fault(
            "kafka-paused",
            cluster -> cluster.kafka().brokers().forEach(KafkaBroker::pause),
            cluster -> cluster.kafka().brokers().forEach(KafkaBroker::resume)));
    // Of several brokers the others go on; of one it is the whole log.
    faults.add(
        new Fault(
            "kafka-one-broker-killed",
            cluster -> cluster.kafka().brokers().getLast().kill(),
            cluster -> start(List.of(cluster.kafka().brokers().getLast()))));
  }

  private static void killBrokers(Cluster cluster) {
    cluster.kafka().brokers().forEach(KafkaBroker::kill);
  }

  private static void startBrokers(Cluster cluster) {
    start(cluster.kafka().brokers());
  }

  private static void start(List<KafkaBroker> brokers) {
    brokers.forEach(KafkaBroker::start);
    brokers.forEach(broker -> broker.awaitReady(BROKER_MAX));
  }

  /** Each mode of a link, to each engine, of all nodes and of one. */
  private static void links(List<Fault> faults) {
    for (Engine engine : Engine.values()) {
      for (LinkMode mode : LinkMode.values()) {
        if (mode == LinkMode.PASS) {
          continue;
        }
        String name = hyphened(engine.name()) + "-link-" + hyphened(mode.name());
        faults.add(
            new Fault(
                name,
                cluster -> cluster.setAll(engine, mode),
                cluster -> cluster.setAll(engine, LinkMode.PASS)));
        faults.add(
            new Fault(
                name + "-of-one-node",
                cluster -> cluster.setLast(engine, mode),
                cluster -> cluster.setLast(engine, LinkMode.PASS)));
      }
    }
  }

  private static String hyphened(String constant) {
    return constant.toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
