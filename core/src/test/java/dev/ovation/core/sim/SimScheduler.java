package dev.ovation.core.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Decides what happens next: a bag of steps, of which one at a time is drawn at random. Everything
 * random in a simulation comes from here, so a seed stands for one history. Single-threaded.
 *
 * <p>Some steps are marked slow when they are put in: they are drawn rarely, so that the world
 * moves on a long way before they happen. That is where late fills and stale hints come from.
 */
public final class SimScheduler implements Fingerprint.Told {
  /** Steps of the world outside: they survive a crash of the process. */
  public static final int OUTSIDE = 0;

  /** More steps than this at once means that something makes work without bound. */
  private static final int STEPS_MAX = 5_000;

  private final SplittableRandom random;
  private final Story story;
  private final List<Step> fast = new ArrayList<>();
  private final List<Step> slow = new ArrayList<>();
  private final Set<Integer> ended = new HashSet<>();
  private final @Nullable Schedule schedule;
  private int slowPercent;
  private int slowness = 24;
  private long made;
  private long run;
  private long hash;

  /** From which step put in by nobody the one that is taken comes; 0 between steps. */
  private long lineage;

  private long lineages;

  private record Step(int life, long number, long lineage, String what, Runnable action) {}

  public SimScheduler(long seed, Story story) {
    this(seed, story, null);
  }

  /**
   * @param schedule decides in place of chance which step is taken; null for chance
   */
  SimScheduler(long seed, Story story, @Nullable Schedule schedule) {
    this.schedule = schedule;
    this.random = new SplittableRandom(seed);
    this.story = story;
    this.hash = seed;
  }

  /**
   * How steps are delayed from now on.
   *
   * @param percent how many of a hundred steps are slow
   * @param rarely a slow step is drawn one time in so many
   */
  public void slow(int percent, int rarely) {
    slowPercent = percent;
    slowness = rarely;
  }

  /** A number from 0 to {@code bound - 1}. */
  public int random(int bound) {
    return isExact() ? 0 : random.nextInt(bound);
  }

  /** True in so many of a hundred cases. */
  public boolean chance(int percent) {
    return percent > 0 && !isExact() && random.nextInt(100) < percent;
  }

  /** Whether nothing is left to chance. */
  boolean isExact() {
    return schedule != null && schedule.isExact();
  }

  /** What is to be scheduled begins; all before only led up to it. */
  void begin() {
    if (schedule != null) {
      schedule.begin();
    }
  }

  /** All that was to happen has happened; what comes now only looks at the outcome. */
  void rest() {
    if (schedule != null) {
      schedule.rest();
    }
  }

  /**
   * Puts a step into the bag.
   *
   * @param life the process that it dies with, or {@link #OUTSIDE}
   */
  public void step(int life, String what, Runnable action) {
    if (ended.contains(life)) {
      return; // An answer to somebody who is dead.
    }
    long from = lineage == 0 ? ++lineages : lineage;
    Step step = new Step(life, ++made, from, what, action);
    (chance(slowPercent) ? slow : fast).add(step);
    if (fast.size() + slow.size() > STEPS_MAX) {
      throw new InvariantViolation(Invariant.BOUNDED, null, "steps pile up: " + what);
    }
  }

  /** An executor whose tasks are steps. */
  public Executor executor(int life, String what) {
    return task -> step(life, what, task);
  }

  /** Takes one step; false when there is none left. */
  public boolean runOne() {
    boolean takeSlow = fast.isEmpty() || (!slow.isEmpty() && random.nextInt(slowness) == 0);
    List<Step> from = takeSlow ? slow : fast;
    if (from.isEmpty()) {
      return false;
    }
    Step step = schedule == null ? draw(from) : from.remove(schedule.next(from.size()));
    run++;
    mix(step.number() * 31 + step.what().hashCode());
    story.step(run, step.what());
    lineage = step.lineage();
    step.action().run();
    lineage = 0;
    return true;
  }

  private Step draw(List<Step> from) {
    int at = random.nextInt(from.size());
    Step step = from.get(at);
    Step last = from.removeLast();
    if (at < from.size()) {
      from.set(at, last);
    }
    return step;
  }

  /**
   * For scripts: runs the step of a kind that was put in first, or last.
   *
   * @throws AssertionError when there is no such step
   */
  void runNext(String what, boolean last) {
    Step found = null;
    for (Step step : fast) {
      if (step.what().equals(what) && (found == null || last == step.number() > found.number())) {
        found = step;
      }
    }
    if (found == null) {
      throw new AssertionError(
          "no step '" + what + "' among " + fast.stream().map(Step::what).toList());
    }
    fast.remove(found);
    found.action().run();
  }

  /** For scripts: whether there is a step of a kind. */
  boolean has(String what) {
    return fast.stream().anyMatch(step -> step.what().equals(what));
  }

  /** Runs until the bag is empty. */
  public void runAll() {
    boolean more = true;
    while (more) {
      more = runOne();
    }
  }

  /** Takes every step of a process out of the bag: it is dead. */
  public void end(int life) {
    ended.add(life);
    fast.removeIf(step -> step.life() == life);
    slow.removeIf(step -> step.life() == life);
  }

  /** What is to come, whatever was put in first; steps of one name go by whom they come from. */
  @Override
  public List<?> state() {
    List<Object> state = new ArrayList<>(ended);
    fast.stream()
        .sorted(Comparator.comparing(Step::what).thenComparingLong(Step::lineage))
        .forEach(step -> state.addAll(Arrays.asList(step.life(), step.what(), step.action())));
    return state;
  }

  /** Lets something else that was decided flow into the trace's hash. */
  public void mix(long value) {
    hash = (hash ^ value) * 0x9e3779b97f4a7c15L;
    hash ^= hash >>> 29;
  }

  /** Tells one history from another. */
  public long traceHash() {
    return hash;
  }

  public long stepsRun() {
    return run;
  }
}
