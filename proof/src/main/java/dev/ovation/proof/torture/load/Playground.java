package dev.ovation.proof.torture.load;

import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Register;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one history is about: targets that nobody used before, and who acts on them. Thread-safe.
 *
 * @param targets of this history alone
 * @param touched registers that may have been written to
 * @param unsettled registers with a write whose outcome nobody knows
 * @param openTokens additions whose outcome nobody knows
 */
public record Playground(
    List<String> targets,
    int actors,
    Set<Register> touched,
    Set<Register> unsettled,
    Set<Addition> openTokens) {
  private static final List<String> KINDS = List.of("like", "reaction", "vote", "rating");
  private static final Map<String, List<String>> VALUES =
      Map.of(
          "like", List.of("like", Entry.NONE),
          "vote", List.of("up", "down", Entry.NONE),
          "reaction", List.of("like", "love", "haha", "wow", "sad", "angry", Entry.NONE),
          "rating",
              List.of("0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5", Entry.NONE));

  /** One of so many operations goes to one of a few registers, which so have many at once. */
  private static final int CROWD = 8;

  private static final int CROWDED_ACTORS = 2;
  private static final int BY_MAX = 3;

  /** Something to add to a target's views. */
  record Addition(String target, String actor, int by, String token) {}

  public Playground {
    targets = List.copyOf(targets);
  }

  /**
   * Makes one.
   *
   * @param name letters and digits that no other history on these servers has
   */
  public static Playground of(String name, int targets, int actors) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < targets; i++) {
      names.add("video:" + name + "-" + i);
    }
    return new Playground(
        names,
        actors,
        ConcurrentHashMap.newKeySet(),
        ConcurrentHashMap.newKeySet(),
        ConcurrentHashMap.newKeySet());
  }

  static List<String> kinds() {
    return KINDS;
  }

  String target(SplittableRandom random) {
    return targets.get(random.nextInt(targets.size()));
  }

  Addition addition(SplittableRandom random, String token) {
    String actor = "u" + random.nextInt(actors);
    return new Addition(target(random), actor, 1 + random.nextInt(BY_MAX), token);
  }

  /** A register to write to, which is remembered. */
  Register register(SplittableRandom random) {
    boolean crowded = random.nextInt(CROWD) == 0;
    String target = crowded ? targets.getFirst() : target(random);
    String actor = "u" + random.nextInt(crowded ? CROWDED_ACTORS : actors);
    Register register = new Register(target, pick(KINDS, random), actor);
    touched.add(register);
    return register;
  }

  static String value(String kind, SplittableRandom random) {
    return pick(VALUES.getOrDefault(kind, List.of(Entry.NONE)), random);
  }

  private static String pick(List<String> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  /** All registers that may have been written to, those of a target together. */
  List<Register> registers() {
    return touched.stream().sorted(Comparator.comparing(Register::toString)).toList();
  }
}
