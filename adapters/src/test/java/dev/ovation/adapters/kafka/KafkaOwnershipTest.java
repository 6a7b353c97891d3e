package dev.ovation.adapters.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.TimeSource;
import dev.ovation.engines.KafkaBroker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gets which partitions when nodes come, leave, die and lose their brokers. */
@Timeout(120)
final class KafkaOwnershipTest {
  private static final int PARTITIONS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String prefix = TestKafka.newPrefix();
  private final KafkaLogSettings log =
      TestKafka.settings(TestKafka.server().addresses(), LogTopic.events(prefix), PARTITIONS)
          .withReplicas(1, 1);
  private final Holders holders = new Holders(PARTITIONS);

  private KafkaOwnership ownership() {
    return new KafkaOwnership(log, KafkaGroupSettings.defaults(prefix), TimeSource.SYSTEM);
  }

  private KafkaOwnership join(String node) {
    KafkaOwnership ownership = ownership();
    ownership.start(holders.listener(node));
    return ownership;
  }

  private void makeTopic() {
    KafkaEventLog.open(log, TimeSource.SYSTEM).close();
  }

  private void awaitAll(String node) {
    TestKafka.eventually(
        node + " has all partitions", PATIENCE, () -> holders.of(node).size() == PARTITIONS);
  }

  private void awaitHalves(String one, String other) {
    TestKafka.eventually(
        one + " and " + other + " share the partitions",
        PATIENCE,
        () ->
            holders.of(one).size() == PARTITIONS / 2 && holders.of(other).size() == PARTITIONS / 2);
  }

  @Test
  void thePartitionsOfTwoTopicsFollowEachOther() {
    List<KafkaLogSettings> topics = TestKafka.settingsApart(PARTITIONS / 2);
    topics.forEach(topic -> KafkaEventLog.open(topic, TimeSource.SYSTEM).close());
    List<String> names = topics.stream().map(topic -> topic.topic().name()).toList();
    KafkaGroupSettings group = KafkaGroupSettings.defaults(prefix);
    try (KafkaOwnership one =
            new KafkaOwnership(topics.getFirst(), names, group, TimeSource.SYSTEM);
        KafkaOwnership other =
            new KafkaOwnership(topics.getFirst(), names, group, TimeSource.SYSTEM)) {
      one.start(holders.listener("a"));
      awaitAll("a");
      TestKafka.eventually("up", PATIENCE, () -> one.check().state() == State.UP);
      assertThat(one.check().detail()).contains("4 of 4");
      other.start(holders.listener("b"));
      awaitHalves("a", "b");
    }
    assertThat(holders.violations()).isEmpty();
  }

  @Test
  void oneNodeGetsAllAndHealthSaysSo() {
    makeTopic();
    try (KafkaOwnership only = ownership()) {
      assertThat(only.check().state()).isEqualTo(State.DOWN);
      only.start(holders.listener("a"));
      awaitAll("a");
      TestKafka.eventually("up", PATIENCE, () -> only.check().state() == State.UP);
      assertThat(only.check().detail()).contains("4 of 4", prefix + ".projectors");
      assertThatThrownBy(() -> only.start(holders.listener("a")))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(holders.of("a")).isEmpty();
    assertThat(holders.violations()).isEmpty();
  }

  @Test
  void nodesShareAndNoPartitionIsEverWithTwo() {
    makeTopic();
    try (KafkaOwnership _ = join("a")) {
      awaitAll("a");
      Set<Integer> all = holders.of("a");
      try (KafkaOwnership _ = join("b")) {
        awaitHalves("a", "b");
        // What stays is not taken away and given back: that would stop its projection for nothing.
        assertThat(all).containsAll(holders.of("a"));
        assertThat(holders.changes()).isEqualTo(PARTITIONS + 2 * (PARTITIONS / 2));
      }
      awaitAll("a");
    }
    assertThat(holders.violations()).isEmpty();
  }

  @Test
  void aNodeThatLeavesIsFollowedSoon() {
    makeTopic();
    try (KafkaOwnership staying = join("a")) {
      awaitAll("a");
      long left;
      try (KafkaOwnership _ = join("b")) {
        awaitHalves("a", "b");
        left = System.nanoTime();
      }
      awaitAll("a");
      Duration took = Duration.ofNanos(System.nanoTime() - left);
      System.out.printf("taken over %d ms after the order to leave%n", took.toMillis());
      // A session that had to end would take ten seconds.
      assertThat(took).isLessThan(Duration.ofSeconds(5));
      assertThat(staying.check().state()).isEqualTo(State.UP);
    }
  }

  @Test
  void aNodeThatDiesIsReplacedWhenItsSessionEnds() throws Exception {
    makeTopic();
    KafkaGroupSettings hasty =
        KafkaGroupSettings.defaults(prefix).withSession(Duration.ofSeconds(3));
    try (KafkaOwnership surviving = new KafkaOwnership(log, hasty, TimeSource.SYSTEM);
        MemberProcess other = MemberProcess.start(log, hasty)) {
      surviving.start(holders.listener("a"));
      TestKafka.eventually(
          "two nodes share",
          PATIENCE,
          () -> holders.of("a").size() == 2 && other.held().size() == 2);
      other.kill();
      long killed = System.nanoTime();
      awaitAll("a");
      System.out.printf(
          "taken over %d ms after the kill%n", (System.nanoTime() - killed) / 1_000_000);
    }
  }

  @Test
  void aNodeThatWasThoughtDeadIsToldThatItLostItsPartitions() throws Exception {
    makeTopic();
    KafkaGroupSettings hasty =
        KafkaGroupSettings.defaults(prefix).withSession(Duration.ofSeconds(3));
    try (KafkaOwnership surviving = new KafkaOwnership(log, hasty, TimeSource.SYSTEM);
        MemberProcess other = MemberProcess.start(log, hasty)) {
      surviving.start(holders.listener("a"));
      TestKafka.eventually(
          "two nodes share",
          PATIENCE,
          () -> holders.of("a").size() == 2 && other.held().size() == 2);
      List<Integer> before = List.copyOf(other.held());
      other.pause();
      awaitAll("a");
      other.resume();
      TestKafka.eventually(
          "what it lost is told as revoked", PATIENCE, () -> other.revoked().containsAll(before));
      TestKafka.eventually(
          "they share again",
          PATIENCE,
          () -> holders.of("a").size() == 2 && other.held().size() == 2);
      assertThat(holders.of("a")).doesNotContainAnyElementsOf(other.held());
    }
  }

  @Test
  void brokersThatAreAwayAtTheStartAndLaterAreWaitedFor() {
    makeTopic();
    KafkaBroker broker = TestKafka.server().broker(1);
    broker.kill();
    KafkaGroupSettings hasty =
        KafkaGroupSettings.defaults(prefix).withSession(Duration.ofSeconds(3));
    try (KafkaOwnership only = new KafkaOwnership(log, hasty, TimeSource.SYSTEM)) {
      try {
        only.start(holders.listener("a"));
        TestKafka.eventually("down", PATIENCE, () -> only.check().state() == State.DOWN);
        assertThat(only.check().detail()).contains("are the brokers up?", broker.address());
      } finally {
        broker.start();
        broker.awaitReady(PATIENCE);
      }
      awaitAll("a");
      TestKafka.eventually("up", PATIENCE, () -> only.check().state() == State.UP);

      long changes = holders.changes();
      broker.kill();
      try {
        TestKafka.eventually("degraded", PATIENCE, () -> only.check().state() == State.DEGRADED);
        // Nobody else can have them, and somebody has to confirm what goes to the ledger directly.
        assertThat(holders.of("a")).hasSize(PARTITIONS);
        assertThat(holders.changes()).isEqualTo(changes);
      } finally {
        broker.start();
        broker.awaitReady(PATIENCE);
      }
      TestKafka.eventually("up again", PATIENCE, () -> only.check().state() == State.UP);
      awaitAll("a");
    }
    assertThat(holders.of("a")).isEmpty();
  }

  @Test
  void closingDoesNotWaitForBrokers() {
    KafkaLogSettings nobody =
        KafkaLogSettings.defaults(List.of("127.0.0.1:1"), LogTopic.events(prefix), PARTITIONS);
    KafkaOwnership ownership =
        new KafkaOwnership(nobody, KafkaGroupSettings.defaults(prefix), TimeSource.SYSTEM);
    ownership.start(holders.listener("a"));
    long started = System.nanoTime();
    ownership.close();
    ownership.close();
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    assertThat(ownership.check().detail()).isEqualTo("closed");
  }

  @Test
  void missingRightsAreNamedAndWaitedFor() throws Exception {
    makeTopic();
    AclBinding denied =
        new AclBinding(
            new ResourcePattern(ResourceType.GROUP, prefix + ".projectors", PatternType.LITERAL),
            new AccessControlEntry(
                "User:ANONYMOUS", "*", AclOperation.READ, AclPermissionType.DENY));
    try (Admin admin = TestKafka.admin()) {
      admin.createAcls(List.of(denied)).all().get();
      try (KafkaOwnership only = join("a")) {
        TestKafka.eventually(
            "the missing right is told",
            PATIENCE,
            () -> only.check().detail().contains("allow Read on the group"));
        assertThat(only.check().state()).isEqualTo(State.DOWN);
        admin.deleteAcls(List.of(denied.toFilter())).all().get();
        awaitAll("a");
      }
    }
  }

  @Test
  void aSessionThatTheBrokersDoNotAllowIsNamed() {
    makeTopic();
    KafkaGroupSettings tooShort =
        KafkaGroupSettings.defaults(prefix).withSession(Duration.ofMillis(300));
    try (KafkaOwnership only = new KafkaOwnership(log, tooShort, TimeSource.SYSTEM)) {
      only.start(holders.listener("a"));
      TestKafka.eventually(
          "the limit is told",
          PATIENCE,
          () -> only.check().detail().contains("group.min.session.timeout.ms"));
    }
    assertThatThrownBy(
            () -> new KafkaGroupSettings("g", Duration.ofSeconds(2), Duration.ofSeconds(1)))
        .hasMessageContaining("3 of them must fit");
  }

  @Test
  void partitionsBeyondThoseOfTheLogAreNobodys() throws Exception {
    try (Admin admin = TestKafka.admin()) {
      NewTopic larger = new NewTopic(log.topic().name(), PARTITIONS + 2, (short) 1);
      admin.createTopics(List.of(larger)).all().get();
    }
    try (KafkaOwnership _ = join("a")) {
      awaitAll("a");
      assertThat(holders.of("a"))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, PARTITIONS).boxed().toList());
    }
  }

  @Test
  void aListenerThatFailsIsStillToldOfTheOthers() {
    makeTopic();
    try (KafkaOwnership only = ownership()) {
      only.start(holders.failingListener("a"));
      awaitAll("a");
      TestKafka.eventually("up", PATIENCE, () -> only.check().state() == State.UP);
    }
    assertThat(holders.of("a")).isEmpty();
  }
}
