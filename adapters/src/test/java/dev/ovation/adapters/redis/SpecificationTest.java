package dev.ovation.adapters.redis;

import static dev.ovation.adapters.redis.Stores.get;
import static dev.ovation.core.port.Samples.AT_MILLIS;
import static dev.ovation.core.port.Samples.add;
import static dev.ovation.core.port.Samples.reaction;
import static dev.ovation.core.port.Samples.set;
import static dev.ovation.core.port.Samples.version;
import static dev.ovation.core.port.Samples.view;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Event.CounterEvent;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.figures.Figures;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.HotStore.Applied;
import dev.ovation.core.port.HotStore.BaseSnapshot;
import dev.ovation.core.port.HotStore.Commit;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.HotStore.KeyedRow;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.HotStore.TargetConfirm;
import dev.ovation.core.port.HotStoreViewContract.Bounds;
import dev.ovation.core.port.LastingPlaces;
import dev.ovation.core.sim.hot.HotServers;
import dev.ovation.core.sim.hot.ScriptedHotStore;
import dev.ovation.core.sim.hot.Wire;
import dev.ovation.engines.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts against their executable specification: both stores get the same operations, chosen
 * by a seed and as unlikely as may be, and must give the same answers. The specification adds
 * counts up at every read, so it also shows that the sums kept beside the bases are right.
 */
@Timeout(300)
class SpecificationTest {
  private static final int SEEDS = 10;
  private static final int SEEDS_LONG = 150;
  private static final int STEPS = 120;
  private static final int TARGETS = 3;
  private static final int ACTORS = 4;
  private static final int TOKENS = 3;

  @TempDir private Path directory;

  @Test
  void bothGiveTheSameAnswers() throws IOException {
    compare(SEEDS);
  }

  @Test
  @Tag("long")
  void bothGiveTheSameAnswersForLong() throws IOException {
    compare(SEEDS_LONG);
  }

  /** With {@code -Dovation.seed} that seed alone. */
  private void compare(int seeds) throws IOException {
    Long wanted = Long.getLong("ovation.seed");
    long first = wanted == null ? new Random().nextLong(1_000_000) : wanted;
    long end = wanted == null ? first + seeds : first + 1;
    Figures.tell("Redis against its specification", "seeds from %d before %d", first, end);
    try (RedisServer server = RedisServer.start(directory)) {
      for (long seed = first; seed < end; seed++) {
        server.command("FLUSHALL");
        try (RedisHotStore redis =
            Stores.open(List.of(server.uri()), 1, new Bounds(1 << 24, 1 << 24, 1 << 24, 100))) {
          new Run(seed, redis).run();
        }
      }
    }
  }

  /** One seed. */
  private static final class Run {
    private final Random random;
    private final long seed;
    private final List<ClusterHotStore> stores;
    private final List<String> story = new ArrayList<>();
    private long offset;
    private long n;
    private long h;

    /**
     * The offset of the commit after n, 0 before it is chosen: it is one however often it comes.
     */
    private long nextH;

    private int version;

    Run(long seed, ClusterHotStore redis) {
      this.seed = seed;
      this.random = new Random(seed);
      HotServers servers =
          new HotServers(
              1, new HotServers.Bounds(1 << 24, 1 << 24, 1 << 24, 100), Set.of(), () -> 0);
      stores = List.of(new ScriptedHotStore(new Partitioner(1), servers, Wire.NONE), redis);
    }

    void run() {
      n = 5;
      offset = 10;
      h = offset;
      version = 100;
      List<ParkedEvent> parked = parked(2);
      Place place = new Place(1, n, h, version(50));
      both(
          "create " + place + " " + parked,
          store -> {
            Standing.Vacant vacancy = (Standing.Vacant) get(store.standing(0));
            return get(LastingPlaces.create(store, 0, vacancy, place, parked));
          });
      for (int step = 0; step < STEPS; step++) {
        step();
        look();
      }
    }

    private <T extends @Nullable Object> T both(
        String what, Function<ClusterHotStore, T> question) {
      story.add(what);
      T specified = question.apply(stores.getFirst());
      T answered = question.apply(stores.getLast());
      assertThat(answered)
          .as(() -> "seed " + seed + ": " + String.join("\n", story))
          .isEqualTo(specified);
      return specified;
    }

    private void step() {
      switch (random.nextInt(10)) {
        case 0, 1, 2, 3, 4 -> apply();
        case 5, 6 -> fill();
        default -> confirm();
      }
    }

    private TargetKind target() {
      int number = random.nextInt(TARGETS);
      return random.nextInt(3) == 0
          ? view(number, "u1").targetKind()
          : reaction(number, "u1").targetKind();
    }

    private Event event(TargetKind targetKind, int number) {
      String actor = "u" + random.nextInt(ACTORS);
      int video = Integer.parseInt(targetKind.target().id().substring(1));
      if (targetKind.kind().equals("view")) {
        String token = random.nextBoolean() ? null : "t" + random.nextInt(TOKENS);
        return add(view(video, actor), 1 + random.nextInt(5), token, number);
      }
      return set(reaction(video, actor), value(), number);
    }

    private @Nullable String value() {
      return switch (random.nextInt(3)) {
        case 0 -> "love";
        case 1 -> "haha";
        default -> null;
      };
    }

    /** A version from a wide range, so that late and early ones meet. */
    private int someVersion() {
      return random.nextInt(4) == 0 ? 1 + random.nextInt(version) : ++version;
    }

    private Row row(Event event, long rowN) {
      String value = event instanceof RegisterEvent e ? e.value() : null;
      return new Row(value, event.version(), event.atMillis(), rowN);
    }

    private Row someRow(Event like, long rowN) {
      if (random.nextInt(3) == 0) {
        return Row.NONE;
      }
      String value = like instanceof CounterEvent ? null : value();
      int number = 1 + random.nextInt(version);
      return new Row(value, version(number), AT_MILLIS + number, rowN);
    }

    private void apply() {
      Event event = event(target(), someVersion());
      long at = random.nextInt(3) == 0 ? Math.max(1, offset - random.nextInt(12)) : ++offset;
      long n0 = n - random.nextInt(4);
      Row hint = someRow(event, Math.max(0, n0 - random.nextInt(3) + random.nextInt(2)));
      boolean force = random.nextInt(4) == 0;
      Applied applied =
          both(
              "apply " + event + " at " + at + " hint " + hint + " n0 " + n0 + " " + force,
              store -> get(store.apply(event, at, hint, n0, force)));
      story.add("  " + applied);
    }

    private void fill() {
      TargetKind targetKind = target();
      long read = n - random.nextInt(2) + random.nextInt(2);
      BaseSnapshot snapshot =
          new BaseSnapshot(counts(targetKind), read, offset, n - random.nextInt(3));
      both(
          "fill " + targetKind + " " + snapshot,
          store -> get(store.fillBase(targetKind, snapshot)));
    }

    private Counts counts(TargetKind targetKind) {
      return targetKind.kind().equals("view")
          ? Counts.of(Map.of("view", random.nextLong(100)))
          : Counts.of(Map.of("love", random.nextLong(9), "haha", random.nextLong(1L << 40)));
    }

    private List<ParkedEvent> parked(int most) {
      List<ParkedEvent> parked = new ArrayList<>();
      for (int i = random.nextInt(most + 1); i > 0; i--) {
        Event event = event(reaction(random.nextInt(TARGETS), "u1").targetKind(), someVersion());
        parked.add(new ParkedEvent(event, 1 + random.nextLong(offset), someRow(event, n)));
      }
      return parked;
    }

    /** Commits in order, now and then again, or ending after any of their steps. */
    private void confirm() {
      if (nextH == 0) {
        nextH = Math.max(h, offset - random.nextInt(6));
      }
      Commit commit =
          new Commit(
              0, n - random.nextInt(2), n + 1, nextH, 1, version(1 + random.nextInt(version)));
      Map<TargetKind, TargetConfirm> targets = new LinkedHashMap<>();
      for (int i = random.nextInt(3); i >= 0; i--) {
        TargetKind targetKind = target();
        Map<String, KeyedRow> rows = new LinkedHashMap<>();
        for (int j = random.nextInt(4); j > 0; j--) {
          Event event = event(targetKind, someVersion());
          rows.put(event.entryKey(), new KeyedRow(event.entryKey(), row(event, n + 1)));
        }
        List<ParkedEvent> parked =
            parked(1).stream().filter(p -> p.event().targetKind().equals(targetKind)).toList();
        targets.put(
            targetKind,
            new TargetConfirm(targetKind, counts(targetKind), List.copyOf(rows.values()), parked));
      }
      List<TargetConfirm> all = List.copyOf(targets.values());
      for (int times = 1 + random.nextInt(2); times > 0; times--) {
        both("confirm " + commit + " " + all, store -> get(store.confirmTargets(commit, all)));
        look();
      }
      if (random.nextInt(5) > 0) {
        both("place " + commit, store -> get(store.confirmPlace(commit).thenApply(done -> "done")));
        n++;
        h = nextH;
        nextH = 0;
      }
    }

    private void look() {
      both("standing", store -> ((Standing.At) get(store.standing(0))).place());
      List<HotQuery> queries = new ArrayList<>();
      for (int video = 0; video < TARGETS; video++) {
        for (TargetKind targetKind :
            List.of(view(video, "u1").targetKind(), reaction(video, "u1").targetKind())) {
          queries.add(new HotQuery(targetKind, "u" + random.nextInt(ACTORS)));
          both("entries of " + targetKind, store -> entries(store, targetKind));
        }
      }
      both("read", store -> get(store.read(queries)));
    }

    private static @Nullable List<HotEntry> entries(ClusterHotStore store, TargetKind targetKind) {
      List<HotEntry> entries = Stores.<@Nullable List<HotEntry>>get(store.entries(targetKind));
      return entries == null
          ? null
          : entries.stream().sorted(Comparator.comparing(HotEntry::key)).toList();
    }
  }
}
