package dev.ovation.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.engine.Command;
import dev.ovation.core.figures.Figures;
import dev.ovation.core.memory.MemoryHotStore;
import dev.ovation.core.sim.Scenario.Call;
import dev.ovation.core.sim.SimHotStore.Distance;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The smallest cases, gone through without chance: every schedule that differs from the plain one
 * by at most so many delays, of two writers of one register with readers that fill base and view,
 * and a target beside it that evicts the base.
 */
class ExhaustiveTest {
  private static final int DELAYS = 3;
  private static final int DELAYS_LONG = 7;

  private static final Interaction REGISTER =
      Interaction.of(new Target("default", "video", "t0"), "like", "u0");
  private static final Interaction BESIDE =
      Interaction.of(new Target("default", "post", "t1"), "like", "u0");
  private static final Interaction COUNTER =
      Interaction.of(new Target("default", "video", "t0"), "view", "u0");

  private static final Call LIKE = new Call.Write(new Command.Set(REGISTER, "like", null));
  private static final Call UNLIKE = new Call.Write(new Command.Unset(REGISTER, null));
  private static final Call ADD = new Call.Write(new Command.Add(COUNTER, 5, "t", null));
  private static final Call READ = new Call.Read(REGISTER);

  /** Who calls what. */
  enum Case {
    LIKE_AND_LIKE,
    LIKE_AND_UNLIKE,
    LIKE_THEN_UNLIKE,
    LIKE_WHILE_THE_BASE_IS_EVICTED,
    ONE_TOKEN_TWICE;

    Scenario scenario() {
      return new Scenario(
          switch (this) {
            case LIKE_AND_LIKE -> List.of(List.of(LIKE), List.of(LIKE), List.of(READ));
            case LIKE_AND_UNLIKE -> List.of(List.of(LIKE), List.of(UNLIKE), List.of(READ));
            case LIKE_THEN_UNLIKE -> List.of(List.of(LIKE, UNLIKE), List.of(READ, READ));
            case LIKE_WHILE_THE_BASE_IS_EVICTED ->
                List.of(List.of(LIKE), List.of(new Call.Read(BESIDE), READ));
            case ONE_TOKEN_TWICE -> List.of(List.of(ADD), List.of(ADD));
          });
    }
  }

  private static Plan plan(Distance distance) {
    return new Plan(
        new Partitioner(1),
        2,
        1,
        List.of("like", "view"),
        2,
        2,
        1,
        1,
        new MemoryHotStore.Limits(700, 1_000_000, 1_000_000, 1),
        distance,
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
        0,
        0,
        0);
  }

  @ParameterizedTest
  @EnumSource
  void everyScheduleWithFewDelaysHolds(Case which) {
    explore(which, Distance.HERE, DELAYS + 2);
    explore(which, Distance.FAR, DELAYS);
  }

  @Tag("long")
  @ParameterizedTest
  @EnumSource
  void everyScheduleWithMoreDelaysHolds(Case which) {
    explore(which, Distance.HERE, DELAYS_LONG);
    explore(which, Distance.FAR, DELAYS_LONG - 3);
  }

  @Test
  void aPlantedBugIsFoundThisWay() {
    assertThat(
            firstFailure(Case.LIKE_AND_UNLIKE, Distance.HERE, DELAYS, PlantedBug.NO_VERSION_CHECK))
        .isNotNull();
  }

  private static void explore(Case which, Distance distance, int delaysMax) {
    Found found = firstFailure(which, distance, delaysMax, Parts.GOOD);
    if (found != null) {
      World told = world(which, distance, new Delays(found.choices()), Parts.GOOD, true);
      try {
        told.run();
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError(which + " " + found + System.lineSeparator() + told.explain(e), e);
      }
    }
  }

  /** A schedule that breaks something. */
  private record Found(List<Integer> choices, Throwable failure) {}

  private static @Nullable Found firstFailure(
      Case which, Distance distance, int delaysMax, Parts parts) {
    ArrayDeque<List<Integer>> open = new ArrayDeque<>();
    open.add(new ArrayList<>());
    long run = 0;
    while (!open.isEmpty()) {
      List<Integer> choices = open.removeLast();
      Delays delays = new Delays(choices);
      run++;
      try {
        world(which, distance, delays, parts, false).run();
      } catch (RuntimeException | AssertionError e) {
        return new Found(choices, e);
      }
      open.addAll(delays.further(delaysMax));
    }
    Figures.tell(
        "exhaustive",
        "%s, store %s: %d schedules with at most %d delays",
        which,
        distance,
        run,
        delaysMax);
    return null;
  }

  private static World world(
      Case which, Distance distance, Delays delays, Parts parts, boolean recording) {
    return new World(parts, new Story(recording), delays, plan(distance), which.scenario());
  }
}
