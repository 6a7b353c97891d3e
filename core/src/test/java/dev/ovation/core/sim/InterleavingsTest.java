package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.engine.Command;
import dev.ovation.core.figures.Figures;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.projection.CheckpointPace;
import dev.ovation.core.projection.PlaceTerm;
import dev.ovation.core.sim.Exploration.Found;
import dev.ovation.core.sim.Exploration.History;
import dev.ovation.core.sim.Exploration.Result;
import dev.ovation.core.sim.Scenario.Call;
import dev.ovation.core.sim.Scenario.Happening;
import dev.ovation.core.sim.SimHotStore.Distance;
import dev.ovation.core.sim.hot.HotServers;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Every interleaving of the smallest cases, over the product's own code: what calls, fills,
 * evictions, commits and confirms do to one register, one count and one counter, in whatever order
 * their steps come, while the hot store is wiped, events are parked, rows are repaired and writes
 * go around the log.
 */
class InterleavingsTest {
  private static final int STATES_MAX = Integer.getInteger("ovation.statesMax", 100_000);

  /** Cases for the long run. */
  private static final String LARGE = "(TWO|WIPE|LIKE_AND_(EVICT|HANDOVER)|PARKED_DIRECTLY).*";

  /** Cases of which nobody has seen the end, where only bugs are looked for. */
  private static final String ENDLESS = "ENDLESS_.*";

  private static final Target VIDEO = new Target("default", "video", "t0");
  private static final Interaction REGISTER = Interaction.of(VIDEO, "like", "u0");
  private static final Interaction REACTION = Interaction.of(VIDEO, "reaction", "u0");
  private static final Interaction COUNTER = Interaction.of(VIDEO, "view", "u0");
  private static final Interaction BESIDE =
      Interaction.of(new Target("default", "post", "t1"), "like", "u0");

  private static final Call LIKE = new Call.Write(new Command.Set(REGISTER, "like", null));
  private static final Call UNLIKE = new Call.Write(new Command.Unset(REGISTER, null));
  private static final Call ADD = new Call.Write(new Command.Add(COUNTER, 5, "t1", null));
  private static final Call LOVE = new Call.Write(new Command.Set(REACTION, "love", null));
  private static final Call READ = new Call.Read(REGISTER);

  private static List<Call> calls(Call... calls) {
    return List.of(calls);
  }

  private static List<Happening> then(Happening... happenings) {
    return List.of(happenings);
  }

  private static Scenario clients(List<Call> one, List<Call> other) {
    return new Scenario(List.of(one, other));
  }

  private static Scenario one(List<Call> client) {
    return new Scenario(List.of(client));
  }

  private static Scenario one(List<Call> client, List<Happening> happenings) {
    return new Scenario(List.of(client), List.of(happenings));
  }

  private static Scenario one(
      List<Call> client, List<Happening> happenings, List<Happening> beside) {
    return new Scenario(List.of(client), List.of(happenings, beside));
  }

  /** Cases of one process. */
  enum Case {
    LIKE_AND_WIPE(one(calls(LIKE, READ), then(Happening.CRASH))),
    LIKE_UNLIKE_AND_WIPE(one(calls(LIKE, UNLIKE), then(Happening.CRASH))),
    TOKEN_AND_WIPE(one(calls(ADD, ADD), then(Happening.CRASH))),
    PARKED(one(calls(LOVE, LOVE), then(Happening.REFUSE, Happening.ACCEPT))),
    PARKED_AND_DROPPED(
        one(calls(LOVE), then(Happening.REFUSE, Happening.ACCEPT), then(Happening.DROP))),
    PARKED_AND_WIPE(
        one(calls(LOVE), then(Happening.REFUSE, Happening.ACCEPT), then(Happening.CRASH))),
    PARKED_AND_CASE(
        one(calls(LOVE), then(Happening.REFUSE, Happening.ACCEPT), then(Happening.CASE))),
    LIKE_AND_CASE(one(calls(LIKE), then(Happening.CASE))),
    TOKEN_AND_CASE(one(calls(ADD), then(Happening.CASE))),
    LIKE_CASE_AND_WIPE(one(calls(LIKE), then(Happening.CASE), then(Happening.CRASH))),
    LIKE_AND_EDIT(one(calls(LIKE, UNLIKE), then(Happening.EDIT))),
    LIKE_EDIT_AND_WIPE(one(calls(LIKE), then(Happening.EDIT), then(Happening.CRASH))),
    LIKE_AND_EVICT(one(calls(LIKE, new Call.Read(BESIDE), READ))),
    TWO_LIKE_AND_READ(clients(calls(LIKE), calls(READ))),
    ENDLESS_LIKE_AND_UNLIKE(clients(calls(LIKE), calls(UNLIKE)));

    @SuppressWarnings("ImmutableEnumChecker") // Its lists are of List.of, its commands records.
    private final Scenario scenario;

    Case(Scenario scenario) {
      this.scenario = scenario;
    }

    private Plan plan() {
      boolean parks = scenario.happenings().stream().anyMatch(h -> h.contains(Happening.REFUSE));
      boolean counts = scenario.clients().getFirst().getFirst().equals(ADD);
      return new Plan(
          new Partitioner(1),
          scenario.clients().stream().anyMatch(c -> c.contains(new Call.Read(BESIDE))) ? 2 : 1,
          1,
          List.of(parks ? "reaction" : counts ? "view" : "like"),
          2,
          2,
          1,
          1,
          new MemoryHotStore.Limits(700, 1_000_000, 1_000_000, 1),
          Distance.HERE,
          true,
          0,
          1,
          0,
          0,
          0,
          0,
          false,
          0,
          ClockJumps.SECONDS,
          false,
          0,
          parks ? 1 : 0,
          parks ? 1 : 0,
          0);
    }

    History history(Schedule schedule, Parts parts) {
      World world = new World(damaging(parts), new Story(false), schedule, plan(), scenario);
      return new History(world, world::run);
    }

    /** Cases are opened, and damage is forgiven until it is mended, where the scenario has them. */
    private Parts damaging(Parts parts) {
      if (parts.vandalism() != SimVandal.Mode.NOTHING) {
        return parts;
      }
      if (scenario.happenings().contains(List.of(Happening.EDIT))) {
        return Looks.meddled(SimVandal.Mode.DAMAGE);
      }
      return scenario.happenings().contains(List.of(Happening.CASE))
          ? Looks.meddled(SimVandal.Mode.CASES)
          : parts;
    }
  }

  /** Cases of two nodes. */
  enum ClusterCase {
    DIRECT_LIKE(one(calls(LIKE), then(Happening.LOG_AWAY, Happening.LOG_BACK))),
    PARKED(one(calls(LOVE), then(Happening.REFUSE, Happening.ACCEPT))),
    PARKED_DIRECTLY(
        one(calls(LOVE), then(Happening.LOG_AWAY), then(Happening.REFUSE, Happening.ACCEPT))),
    LIKE_AND_HANDOVER(one(calls(LIKE), then(Happening.HANDOVER))),
    WIPE_AND_LIKE(one(calls(LIKE), then(Happening.WIPE)));

    @SuppressWarnings("ImmutableEnumChecker") // Its lists are of List.of, its commands records.
    private final Scenario scenario;

    ClusterCase(Scenario scenario) {
      this.scenario = scenario;
    }

    private ClusterPlan plan() {
      boolean parks = scenario.happenings().stream().anyMatch(h -> h.contains(Happening.REFUSE));
      return new ClusterPlan(
          new Partitioner(1),
          2,
          1,
          1,
          1,
          List.of(parks ? "reaction" : "like"),
          2,
          2,
          1,
          new HotServers.Bounds(Long.MAX_VALUE, Long.MAX_VALUE, 1_000_000, 1, 0),
          0,
          1,
          0,
          new PlaceTerm(Duration.ofDays(1), Duration.ZERO),
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          false,
          parks ? 1 : 0,
          parks ? 1 : 0,
          false,
          new CheckpointPace(Duration.ZERO, 10),
          0,
          ClockJumps.SECONDS,
          0);
    }

    History history(Schedule schedule, ClusterParts parts) {
      ClusterWorld world = new ClusterWorld(parts, new Story(false), schedule, plan(), scenario);
      return new History(world, world::run);
    }
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.MATCH_NONE,
      names = {LARGE, ENDLESS})
  void holds(Case which) {
    explore(which.name(), s -> which.history(s, Parts.GOOD));
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_ANY, names = LARGE)
  void holdsWithMore(Case which) {
    explore(which.name(), s -> which.history(s, Parts.GOOD));
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_NONE, names = LARGE)
  void holdsInACluster(ClusterCase which) {
    explore(which + " in a cluster", s -> which.history(s, ClusterParts.GOOD));
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource(mode = Mode.MATCH_ANY, names = LARGE)
  void holdsInMoreOfACluster(ClusterCase which) {
    explore(which + " in a cluster", s -> which.history(s, ClusterParts.GOOD));
  }

  /** Each with the smallest case that shows it. */
  @ParameterizedTest
  @CsvSource({
    "ACK_BEFORE_DURABLE, LIKE_AND_WIPE",
    "PROJECTS_WHAT_IS_NOT_SYNCED, LIKE_AND_WIPE",
    "NO_VERSION_CHECK, ENDLESS_LIKE_AND_UNLIKE",
    "OFFSET_OUTSIDE_THE_TRANSACTION, LIKE_AND_WIPE",
    "CONFIRM_DROPS_TOO_MUCH, LIKE_UNLIKE_AND_WIPE",
    "FILL_WITHOUT_LEASE, LIKE_AND_EVICT",
    "FILL_WITHOUT_COMMIT_NUMBER, LIKE_UNLIKE_AND_WIPE",
    "VIEWS_ARE_NOT_CONFIRMED, LIKE_AND_WIPE",
    "ANSWER_WITHOUT_APPLY, LIKE_AND_WIPE",
    "SETTLED_WITHOUT_CONFIRM, PARKED_AND_DROPPED"
  })
  void bugsAreFound(PlantedBug bug, Case which) {
    isFound(bug + " by " + which, s -> which.history(s, bug));
  }

  private static void isFound(String what, Function<Schedule, History> histories) {
    Result result = new Exploration(histories, STATES_MAX).all();
    System.out.printf("%s: %d states%n", what, result.states());
    assertThat(result.found())
        .as(what)
        .extracting(found -> found == null ? null : found.failure())
        .isInstanceOf(InvariantViolation.class);
  }

  private static void explore(String what, Function<Schedule, History> histories) {
    long started = System.nanoTime();
    Result result = new Exploration(histories, STATES_MAX).all();
    Figures.tell(
        "every interleaving",
        "%s: %d states, %d histories lived, %.3g schedules, %d ms",
        what,
        result.states(),
        result.histories(),
        result.schedules(),
        (System.nanoTime() - started) / 1_000_000);
    Found found = result.found();
    if (found != null) {
      throw new AssertionError(what + ": " + found.choices(), found.failure());
    }
  }
}
