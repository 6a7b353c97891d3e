package dev.ovation.adapters.redis;

import static dev.ovation.adapters.redis.Stores.get;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.port.ClusterHotStore.Created;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStoreViewContract.Bounds;
import dev.ovation.core.port.LastingPlaces;
import dev.ovation.engines.Await;
import dev.ovation.engines.RedisCluster;
import dev.ovation.engines.RedisServer;
import io.lettuce.core.cluster.SlotHash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Slots that move, and masters that fail. In order, because the last test changes the cluster. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(90)
class RedisClusterFaultsTest {
  private static final int PARTITIONS = 16;
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir private static Path directory;
  private static @Nullable RedisCluster cluster;

  private RedisHotStore store;

  @BeforeAll
  static void startCluster() throws IOException {
    cluster = RedisCluster.start(directory, 3, 3);
  }

  @AfterAll
  static void stopCluster() throws IOException {
    cluster().close();
  }

  private static RedisCluster cluster() {
    return Objects.requireNonNull(cluster);
  }

  @BeforeEach
  void open() throws IOException {
    for (RedisServer master : cluster().masters()) {
      master.command("FLUSHALL");
    }
    store = Stores.open(cluster().uris(), PARTITIONS, new Bounds(1 << 20, 1 << 20, 1 << 20, 100));
    for (int partition = 0; partition < PARTITIONS; partition++) {
      assertThat(createPlace(partition, 1)).isEqualTo(Created.DONE);
    }
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Created createPlace(int partition, long g) {
    Standing standing = get(store.standing(partition));
    return standing instanceof Standing.Vacant vacancy
        ? get(LastingPlaces.create(store, partition, vacancy, new Place(g, 0, 0), List.of()))
        : Created.DONE;
  }

  private CompletableFuture<Applied> apply(int video, int number) {
    return store.apply(set(like(video, "u1"), "like", number), number, Row.NONE, 0, false);
  }

  private HotAnswer look(int video) {
    return get(store.read(List.of(new HotQuery(likesOf(video), "u1")))).getFirst();
  }

  private static int partitionOf(int video) {
    return new Partitioner(PARTITIONS).ofRegisters(new Target("default", "video", "v" + video));
  }

  private static int slotOf(int partition) {
    return SlotHash.getSlot("test:{p" + partition + '}');
  }

  private static RedisServer masterOf(int slot) {
    return cluster().masters().get(slot * 3 / SlotHash.SLOT_COUNT);
  }

  @Test
  @Order(1)
  void aSummaryAcrossAllMastersComesTogether() {
    List<HotQuery> queries = new ArrayList<>();
    Set<Integer> masters = new TreeSet<>();
    for (int video = 0; video < 200; video++) {
      get(apply(video, video + 1));
      queries.add(new HotQuery(likesOf(video), "u1"));
      masters.add(masterOf(slotOf(partitionOf(video))).port());
    }
    assertThat(masters).hasSize(3);

    List<HotAnswer> answers = get(store.read(queries));

    assertThat(answers).hasSize(200).allSatisfy(a -> assertThat(a.entry()).isNotNull());
  }

  @Test
  @Order(2)
  void aSlotThatMovesNeverShowsHalfAndIsColdWhereItArrives() throws IOException {
    int video = 0;
    while (masterOf(slotOf(partitionOf(video))) != cluster().masters().getFirst()) {
      video++;
    }
    get(apply(video, 1));
    int slot = slotOf(partitionOf(video));
    RedisServer from = cluster().masters().get(0);
    RedisServer to = cluster().masters().get(1);
    String number = Integer.toString(slot);
    to.command("CLUSTER", "SETSLOT", number, "IMPORTING", RedisCluster.id(from));
    from.command("CLUSTER", "SETSLOT", number, "MIGRATING", RedisCluster.id(to));

    List<String> keys = new ArrayList<>();
    for (Object key :
        (List<?>) Objects.requireNonNull(from.command("CLUSTER", "GETKEYSINSLOT", number, "100"))) {
      keys.add(String.valueOf(key));
    }
    assertThat(keys).hasSizeGreaterThan(2);
    for (String key : keys) {
      from.command("MIGRATE", "127.0.0.1", Integer.toString(to.port()), key, "0", "5000");
      assertNeverWrong(video);
    }
    to.command("CLUSTER", "SETSLOT", number, "NODE", RedisCluster.id(to));
    from.command("CLUSTER", "SETSLOT", number, "NODE", RedisCluster.id(to));

    Stores.awaitAnswers(store, PARTITIONS);
    assertThat(look(video).isCold()).as("another run of a server wrote it").isTrue();
    assertThat(createPlace(partitionOf(video), 2)).isEqualTo(Created.DONE);
    assertThat(look(video).entry()).isNull();
    assertThat(get(apply(video, 2))).isInstanceOf(Applied.Visible.class);
  }

  /**
   * The entry is shown, or the partition is cold, or there is no answer; but it is never missing.
   */
  private void assertNeverWrong(int video) {
    CompletableFuture<List<HotAnswer>> read =
        store.read(List.of(new HotQuery(likesOf(video), "u1")));
    boolean wrong =
        get(
            read.handle(
                (answers, failure) ->
                    failure == null
                        && !answers.getFirst().isCold()
                        && answers.getFirst().entry() == null));
    assertThat(wrong).isFalse();
  }

  @Test
  @Order(3)
  void whenAMasterFailsItsPartitionsAreColdOnTheReplicaAndGoOn() throws IOException {
    RedisServer failing = cluster().masters().get(2);
    int video = 0;
    while (masterOf(slotOf(partitionOf(video))) != failing) {
      video++;
    }
    get(apply(video, 1));
    int partition = partitionOf(video);

    failing.kill();

    long killed = System.nanoTime();
    Stores.awaitAnswers(store, PARTITIONS);
    long back = Duration.ofNanos(System.nanoTime() - killed).toMillis();
    System.out.println("a killed master's partitions answered again after " + back + " ms");
    assertThat(look(video).isCold()).as("A12 HalfFailover").isTrue();
    assertThat(createPlace(partition, 2)).isEqualTo(Created.DONE);
    assertThat(get(apply(video, 2))).isInstanceOf(Applied.Visible.class);

    // It returns as a replica. Its partitions stay where they are now.
    failing.start();
    Await.until(
        "the old master follows the new one",
        SOON,
        () -> String.valueOf(failing.command("INFO", "replication")).contains("role:slave"));
    assertThat(look(video).entry()).isNotNull();
  }
}
