package dev.ovation.core.sim;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes what fails smaller, so that people can follow it: one by one numbers of the plan are
 * lowered, and choices and troubles taken out of it, as long as a seed near the first one still
 * breaks the same invariant. Greedy, in the manner of delta debugging (Zeller, Hildebrandt,
 * "Simplifying and Isolating Failure-Inducing Input", 2002). Used once, by one thread.
 */
final class Shrinking {
  /** A smaller plan draws other numbers, so the failure may have moved to another seed. */
  private static final int SEEDS_TRIED = 24;

  private static final int RUNS_MAX = 4_000;

  private final Lives lives;
  private final SeedFailure failed;
  private int runs;

  Shrinking(Lives lives, SeedFailure failed) {
    this.lives = lives;
    this.failed = failed;
  }

  /** A plan, and a seed that fails with it; null for the plan that the seed itself draws. */
  private record Found(long seed, @Nullable Record plan, long steps) {}

  /**
   * The smallest that was found.
   *
   * @param stepsBefore how many steps the history takes that it was made of
   */
  record Smallest(
      long seed, long steps, long stepsBefore, int runs, Throwable failure, String story) {
    @Override
    public String toString() {
      return "smallest of %d runs: %d steps instead of %d, seed %d with this plan: %s%n%s"
          .formatted(runs, steps, stepsBefore, seed, failure.getMessage(), story);
    }
  }

  Smallest smallest() {
    History first = history(failed.seed(), null, false);
    Throwable failure = failed.failure();
    lives.failure(first);
    Found best = new Found(failed.seed(), null, first.steps());
    Record plan = first.plan();
    for (Found next = smaller(plan, best); next != null; next = smaller(plan, best)) {
      best = next;
      plan = Objects.requireNonNull(next.plan());
    }
    History told = history(best.seed(), best.plan(), true);
    failure = Objects.requireNonNullElse(lives.failure(told), failure);
    return new Smallest(
        best.seed(), told.steps(), first.steps(), runs, failure, told.explain(failure));
  }

  private @Nullable Found smaller(Record plan, Found best) {
    for (Record candidate : candidates(plan)) {
      for (long seed = best.seed(); seed < best.seed() + SEEDS_TRIED; seed++) {
        if (++runs > RUNS_MAX) {
          return null;
        }
        long steps = stepsToTheSame(seed, candidate);
        if (steps > 0) {
          return new Found(seed, candidate, steps);
        }
      }
    }
    return null;
  }

  /** How many steps it takes to break the same; 0 when it does not come to that. */
  private long stepsToTheSame(long seed, Record plan) {
    try {
      History history = history(seed, plan, false);
      Throwable failure = lives.failure(history);
      return failure != null && failed.isLike(failure) ? history.steps() : 0;
    } catch (IllegalArgumentException e) {
      return 0; // Nobody can live by such a plan.
    }
  }

  private History history(long seed, @Nullable Record plan, boolean recording) {
    return lives.history(seed, drawn -> plan == null ? drawn : plan, recording);
  }

  /** Plans with one component made smaller, the greatest steps first. */
  private static List<Record> candidates(Record plan) {
    RecordComponent[] components = plan.getClass().getRecordComponents();
    List<Record> candidates = new ArrayList<>();
    for (int i = 0; i < components.length; i++) {
      for (Object less : less(value(plan, components[i]))) {
        candidates.add(with(plan, components, i, less));
      }
    }
    return candidates;
  }

  private static List<Object> less(Object value) {
    return switch (value) {
      case Boolean b -> b ? List.of(false) : List.of();
      case Integer n when n > 0 ->
          List.copyOf(new LinkedHashSet<>(List.of(0, 1, n / 2, n - 1))).stream()
              .filter(each -> each < n)
              .map(each -> (Object) each)
              .toList();
      case List<?> list when list.size() > 1 ->
          List.of(list.subList(1, list.size()), list.subList(0, list.size() - 1));
      default -> List.of();
    };
  }

  private static Object value(Record plan, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(plan);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(component.getName() + " can't be read", e);
    }
  }

  private static Record with(Record plan, RecordComponent[] components, int at, Object value) {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == at ? value : value(plan, components[i]);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      var constructor = plan.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a plan can't be made smaller", e);
    }
  }
}
