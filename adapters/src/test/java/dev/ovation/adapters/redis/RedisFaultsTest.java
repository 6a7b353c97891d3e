package dev.ovation.adapters.redis;

import static dev.ovation.adapters.redis.Stores.failure;
import static dev.ovation.adapters.redis.Stores.get;
import static dev.ovation.core.port.Samples.like;
import static dev.ovation.core.port.Samples.likesOf;
import static dev.ovation.core.port.Samples.set;
import static dev.ovation.core.port.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Row;
import dev.ovation.core.port.ClusterHotStore.Created;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.Component.State;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.Applied.Visible;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.Confirmed;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.HotStoreViewContract.Bounds;
import dev.ovation.core.port.LastingPlaces;
import dev.ovation.core.port.OvationException;
import dev.ovation.engines.Await;
import dev.ovation.engines.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the hot store when something happens to its server. */
@Timeout(60)
class RedisFaultsTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path directory;
  private RedisServer server;
  private RedisHotStore store;

  @BeforeEach
  void start() throws IOException {
    server = RedisServer.start(directory);
    store = Stores.open(server.uri(), 1);
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    server.close();
  }

  private Created createPlace(long g, long n, long h) {
    Standing.Vacant vacancy = (Standing.Vacant) get(store.standing(0));
    return get(LastingPlaces.create(store, 0, vacancy, new Place(g, n, h), List.of()));
  }

  private CompletableFuture<Applied> apply(int video, String actor, int number) {
    return store.apply(set(like(video, actor), "like", number), number, Row.NONE, 0, false);
  }

  private HotAnswer look(int video) {
    return get(store.read(List.of(new HotQuery(likesOf(video), "u1")))).getFirst();
  }

  private static void assertCode(Throwable failure, ErrorCode code) {
    assertThat(failure)
        .asInstanceOf(InstanceOfAssertFactories.type(OvationException.class))
        .extracting(OvationException::code)
        .isEqualTo(code);
  }

  @Test
  void aServerThatForgotTheScriptsIsToldThemAgain() throws IOException {
    createPlace(1, 0, 0);
    server.command("SCRIPT", "FLUSH");

    assertThat(get(apply(1, "u1", 1))).isEqualTo(new Visible(Effect.CHANGED, null));
    server.command("SCRIPT", "FLUSH");
    assertThat(look(1).entry()).isNotNull();
  }

  @Test
  void aKilledServerIsUnavailableAndColdWhenItReturnsEmpty() throws IOException {
    createPlace(1, 0, 0);
    get(apply(1, "u1", 1));

    server.kill();
    assertCode(failure(apply(1, "u2", 2)), ErrorCode.HOT_STORE_UNAVAILABLE);
    assertCode(failure(store.standing(0)), ErrorCode.HOT_STORE_UNAVAILABLE);
    server.start();

    Stores.awaitAnswers(store, 1);
    assertThat(look(1).isCold()).isTrue();
    assertThat(get(apply(1, "u2", 2))).isEqualTo(new Applied.Cold());
  }

  @Test
  void whatAServerBringsBackFromDiskIsColdAndIsSweptOnceThereIsANewPlace() throws IOException {
    createPlace(1, 0, 0);
    for (int video = 0; video < 50; video++) {
      get(apply(video, "u1", video + 1));
    }
    server.save();
    server.restart();
    Stores.awaitAnswers(store, 1);

    assertThat(look(1).isCold()).as("ForgottenIsEmpty").isTrue();
    assertThat((Long) server.command("DBSIZE")).isGreaterThan(50);
    createPlace(2, 60, 60);
    assertThat(look(1).entry()).as("ForgottenIsEmpty").isNull();
    Await.until(
        "only the place is left", SOON, () -> Long.valueOf(1).equals(server.command("DBSIZE")));
  }

  @Test
  void aConnectionThatIsCutIsMadeAnewAndNothingIsForgotten() throws IOException {
    createPlace(1, 0, 0);
    get(apply(1, "u1", 1));
    for (int i = 0; i < 5; i++) {
      server.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
      Stores.awaitAnswers(store, 1);
      assertThat(look(1).entry()).isNotNull();
    }
  }

  @Test
  void aServerThatHangsFailsCommandsInTimeAndRefusesTooManyAtOnce() throws IOException {
    store.close();
    int inFlightMax = 50;
    store = Stores.open(server.uri(), inFlightMax, Duration.ofSeconds(1));
    createPlace(1, 0, 0);
    server.pause();
    List<CompletableFuture<Applied>> waiting = new ArrayList<>();
    for (int i = 1; i <= inFlightMax; i++) {
      waiting.add(apply(i, "u1", i));
    }
    assertCode(failure(apply(1, "u1", 1)), ErrorCode.OVERLOADED);
    assertCode(failure(waiting.getFirst()), ErrorCode.HOT_STORE_UNAVAILABLE);
    assertCode(failure(waiting.getLast()), ErrorCode.HOT_STORE_UNAVAILABLE);

    server.resume();
    Stores.awaitAnswers(store, 1);
    assertThat(get(apply(1, "u1", 1))).isInstanceOf(Visible.class);
  }

  @Test
  void aServerThatHangsIsNotWaitedForAgainAndAgain() throws IOException {
    createPlace(1, 0, 0);
    server.pause();
    Await.until("the server is given up", SOON, () -> apply(1, "u1", 1).isCompletedExceptionally());

    // For as long as several tries to connect take, each of which waits for its deadline.
    long until = System.nanoTime() + Duration.ofSeconds(3).toNanos();
    Await.until(
        "that much time passes",
        SOON,
        () -> {
          assertThat(apply(1, "u1", 1)).as("it is not waited for").isCompletedExceptionally();
          return System.nanoTime() - until > 0;
        });

    server.resume();
    Stores.awaitAnswers(store, 1);
    assertThat(get(apply(1, "u1", 1))).isInstanceOf(Visible.class);
  }

  @Test
  void aFullServerRefusesWritesButTakesConfirmsAndGoesOnWhenThereIsRoom() throws IOException {
    createPlace(1, 0, 0);
    get(apply(1, "u1", 1));
    get(store.fillBase(likesOf(2), new BaseSnapshot(Counts.NONE, 0, 0, 0)));
    assertThat(store.admitsWrites()).isTrue();

    server.command("CONFIG", "SET", "maxmemory", "1000000");

    assertCode(failure(apply(1, "u2", 2)), ErrorCode.OVERLOADED);
    assertThat(store.admitsWrites()).isFalse();
    assertThat(look(1).entry()).as("reads go on").isNotNull();
    assertThat(look(2).counts()).isEqualTo(Counts.NONE);
    Commit commit = new Commit(0, 0, 1, 1, 1, 0);
    TargetConfirm confirm =
        new TargetConfirm(
            likesOf(1),
            Counts.of(Map.of("like", 1L)),
            List.of(new KeyedRow("u1", new Row("like", version(1), 1, 1))),
            List.of());
    assertThat(get(store.confirmTargets(commit, List.of(confirm)))).isEqualTo(Confirmed.DONE);
    get(store.confirmPlace(commit));
    assertThat(get(store.place(0))).isEqualTo(new Place(1, 1, 1));

    server.command("CONFIG", "SET", "maxmemory", "0");
    Await.until("writes are admitted again", SOON, store::admitsWrites);
    assertThat(get(apply(1, "u2", 2))).isInstanceOf(Visible.class);
  }

  @Test
  void writesAreAdmittedAgainOnceAServerThatStoodAtTheBoundCannotBeReached() throws IOException {
    store.close();
    store = Stores.open(List.of(server.uri()), 1, new Bounds(1 << 20, 1 << 20, 2_000, 100));
    createPlace(1, 0, 0);
    int events = 0;
    while (store.admitsWrites()) {
      events++;
      get(apply(1, "u" + events, events));
    }
    assertThat(events).isBetween(2, 50);
    assertThat(store.admitsWrites()).isFalse();

    server.kill();
    Await.until("writes are admitted: the ledger answers them", SOON, store::admitsWrites);
    server.start();

    Stores.awaitAnswers(store, 1);
    assertThat(store.admitsWrites()).as("it came back empty").isTrue();
  }

  @Test
  void aServerThatWasFullAndIsGoneKeepsNoWriteAway() throws IOException {
    createPlace(1, 0, 0);
    server.command("CONFIG", "SET", "maxmemory", "1");
    assertThat(failure(apply(1, "u1", 1))).isNotNull();
    assertThat(store.admitsWrites()).isFalse();

    server.kill();

    Await.until("writes are admitted: the ledger answers them", SOON, store::admitsWrites);
  }

  @Test
  void healthTellsLatencyAndWhatIsWrong() throws IOException {
    Await.until("health is up", SOON, () -> store.check().state() == State.UP);
    assertThat(store.check().detail()).contains("1 servers").contains("ms");
    server.kill();
    Await.until("health is down", SOON, () -> store.check().state() == State.DOWN);
    assertThat(store.check().detail()).contains("127.0.0.1:" + server.port());
    server.start();
    Await.until("health is up", SOON, () -> store.check().state() == State.UP);
  }

  @Test
  void aServerThatEvictsIsRefusedWithWhatToDo() throws IOException {
    server.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");

    Throwable refused = failure(store.connect());
    assertCode(refused, ErrorCode.NOT_READY);
    assertThat(refused).hasMessageContaining("set maxmemory-policy to noeviction");
    assertCode(failure(store.standing(0)), ErrorCode.NOT_READY);

    server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    Stores.awaitAnswers(store, 1);
  }

  @Test
  void aClosedStoreSaysSo() {
    store.close();
    assertCode(failure(store.standing(0)), ErrorCode.HOT_STORE_UNAVAILABLE);
  }
}
