package dev.ovation.core.sim;

import dev.ovation.core.sim.Fingerprint.Print;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Goes through every schedule of a history: at each point every step that is there is taken once,
 * depth first. A history can't be copied, so each is lived from its beginning: along the choices
 * that lead to where something is left to try, and from there with the oldest step each time. It is
 * given up where it comes to a state that was met before, since all that follows from there was or
 * will be gone through.
 */
final class Exploration {
  /** A history that has not begun, and everything that it is made of. */
  record History(Object world, Runnable run) {}

  /** What was gone through. */
  record Result(int states, long histories, double schedules, @Nullable Found found) {}

  /** A schedule that breaks something. */
  record Found(List<Integer> choices, Throwable failure) {}

  /** Something that is left to try. */
  private record Open(List<Integer> choices, int from) {}

  /** Ends a history that goes on as another did. */
  private static final class Known extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Known() {
      super("a state that was met before", null, false, false);
    }
  }

  /** There are more states than were to be gone through. */
  static final class TooManyStates extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    TooManyStates(int statesMax) {
      super("more than " + statesMax + " states");
    }
  }

  private static final int END = 0;

  private final Function<Schedule, History> histories;
  private final int statesMax;
  private final Map<Print, Integer> states = new HashMap<>();
  private final Map<Integer, List<Integer>> leadsTo = new HashMap<>();
  private final ArrayDeque<Open> open = new ArrayDeque<>();
  private long lived;

  /**
   * @param histories begins a history anew, the same each time but for the schedule
   * @param statesMax how many states there may be at the most
   */
  Exploration(Function<Schedule, History> histories, int statesMax) {
    this.histories = histories;
    this.statesMax = statesMax;
  }

  /**
   * Goes through all, up to the first that fails.
   *
   * @throws TooManyStates when there are more than were to be gone through
   */
  Result all() {
    open.add(new Open(List.of(), -1));
    while (!open.isEmpty()) {
      Path path = new Path(open.removeLast());
      History history = histories.apply(path);
      path.world = history.world();
      lived++;
      try {
        history.run().run();
        path.leads(END);
      } catch (Known _) {
        // What is left to try after that state is in the stack already, or was tried.
      } catch (TooManyStates e) {
        throw e;
      } catch (RuntimeException | AssertionError e) {
        return new Result(states.size(), lived, 0, new Found(path.taken, e));
      }
    }
    return new Result(states.size(), lived, schedules(), null);
  }

  /** One history, lived through choice by choice. */
  private final class Path implements Schedule {
    private final Open open;
    private @Nullable Object world;
    private final List<Integer> taken = new ArrayList<>();
    private int from;
    private boolean resting = true;

    Path(Open open) {
      this.open = open;
      this.from = open.from();
    }

    @Override
    public int next(int size) {
      if (resting) {
        return 0;
      }
      boolean isNew = taken.size() >= open.choices().size();
      if (isNew) {
        meet(size);
      }
      int choice = isNew ? 0 : open.choices().get(taken.size());
      taken.add(choice);
      return choice;
    }

    private void meet(int size) {
      int number = states.size() + 1;
      Print print = Fingerprint.of(Objects.requireNonNull(world));
      Integer known = states.putIfAbsent(print, number);
      leads(known == null ? number : known);
      if (known != null) {
        throw new Known();
      }
      if (number > statesMax) {
        throw new TooManyStates(statesMax);
      }
      from = number;
      for (int choice = size - 1; choice > 0; choice--) {
        List<Integer> choices = new ArrayList<>(taken);
        choices.add(choice);
        Exploration.this.open.addLast(new Open(choices, number));
      }
    }

    private void leads(int to) {
      leadsTo.computeIfAbsent(from, f -> new ArrayList<>()).add(to);
    }

    @Override
    public boolean isExact() {
      return true;
    }

    @Override
    public void begin() {
      resting = false;
    }

    @Override
    public void rest() {
      resting = true;
    }
  }

  /** How many schedules there are from the beginning to the end. */
  private double schedules() {
    Map<Integer, Double> known = new HashMap<>(Map.of(END, 1.0));
    Set<Integer> under = new HashSet<>();
    ArrayDeque<Integer> stack = new ArrayDeque<>(List.of(-1));
    while (!stack.isEmpty()) {
      int state = stack.getLast();
      List<Integer> next = leadsTo.getOrDefault(state, List.of());
      if (under.add(state)) {
        next.stream()
            .filter(to -> !known.containsKey(to) && !under.contains(to))
            .forEach(stack::addLast);
      } else {
        stack.removeLast();
        known.put(state, next.stream().mapToDouble(to -> known.getOrDefault(to, 0.0)).sum());
      }
    }
    return known.getOrDefault(-1, 0.0);
  }
}
