package dev.ovation.core.sim;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.memory.MemoryHotStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a seed decides before anything runs: how much happens, how small the bounds are, and what
 * goes wrong. Few targets and actors, so that they collide.
 *
 * @param parked the projector meets reactions as if they were configured as a counter: it parks
 *     them
 * @param refusals how often the ledger begins or ceases to refuse reactions, which are then parked
 * @param decisions how often somebody decides of a letter
 * @param jumps how often the wall clock jumps
 * @param jumpsBy how far it jumps
 * @param fullDisks how often the disk is full for a while
 * @param purges how often each life of a process purges its ledger, at the most
 */
record Plan(
    Partitioner partitioner,
    int targets,
    int actors,
    List<String> kinds,
    int clients,
    int operations,
    int batchEventsMax,
    int viewRowsMax,
    MemoryHotStore.Limits limits,
    SimHotStore.Distance distance,
    boolean racing,
    int slowPercent,
    int slowness,
    int logFailurePercent,
    int ledgerFailurePercent,
    int projectorCrashes,
    int crashes,
    boolean ledgerForgets,
    int jumps,
    ClockJumps jumpsBy,
    boolean parked,
    int purges,
    int refusals,
    int decisions,
    int fullDisks) {

  private static final Kinds KINDS = Kinds.standard();

  private static final List<SimHotStore.Distance> DISTANCES =
      List.of(SimHotStore.Distance.HERE, SimHotStore.Distance.NEAR, SimHotStore.Distance.FAR);

  /** What the projector goes by when it is to park reactions. */
  private static final Kinds KINDS_WITHOUT_REACTION =
      new Kinds(
          KINDS.all().stream()
              .map(kind -> kind.name().equals("reaction") ? new Kind.Counter("reaction") : kind)
              .toList());

  static Plan of(SimScheduler random, long seed) {
    List<String> kinds = new ArrayList<>();
    for (String kind : List.of("like", "reaction", "view")) {
      if (kinds.isEmpty() || random.chance(50)) {
        kinds.add(kind);
      }
    }
    if (random.chance(30)) {
      kinds.removeFirst();
      kinds.add(random.chance(50) ? "view" : "reaction");
    }
    // A third of all seeds look long and closely at one register among few.
    boolean close = random.chance(33);
    if (close) {
      kinds.subList(1, kinds.size()).clear();
    }
    int rows = 1 + random.random(4);
    int partitions = 1 + random.random(2);
    boolean faults = random.chance(50);
    boolean reactions = kinds.contains("reaction");
    boolean parked = reactions && random.chance(30);
    int refusals = reactions && !parked && random.chance(50) ? 1 + random.random(6) : 0;
    return new Plan(
        new Partitioner(partitions),
        1 + random.random(close ? 2 : 3),
        1 + random.random(close ? 2 : 3),
        kinds.stream().distinct().toList(),
        (close ? 3 : 1) + random.random(4),
        (close ? 12 : 3) + random.random(14),
        1 + random.random(close ? 2 : 5),
        rows,
        new MemoryHotStore.Limits(
            random.chance(50) ? partitions * (700L + random.random(1_500)) : 1_000_000,
            random.chance(50) ? 16L * (600 + random.random(2_000)) : 1_000_000,
            random.chance(15) ? 1_500 + random.random(3_000) : 1_000_000,
            rows,
            random.random(3)),
        DISTANCES.get(random.random(DISTANCES.size())),
        random.chance(70),
        random.chance(70) ? random.random(30) : 0,
        10 + random.random(90),
        faults && random.chance(50) ? 1 + random.random(15) : 0,
        faults && random.chance(50) ? 1 + random.random(random.chance(30) ? 50 : 15) : 0,
        random.chance(30) ? 1 + random.random(3) : 0,
        random.chance(50) ? 1 + random.random(3) : 0,
        random.chance(30),
        random.chance(60) ? 1 + random.random(4) : 0,
        ClockJumps.of(seed),
        parked,
        random.chance(50) ? 1 + random.random(30) : 0,
        refusals,
        (parked || refusals > 0) && random.chance(75) ? 1 + random.random(20) : 0,
        fullDisks(seed));
  }

  /** Goes by the seed's number, as clocks' jumps do: what else the seed draws stays the same. */
  static int fullDisks(long seed) {
    return switch ((int) Math.floorMod(seed, 9L)) {
      case 1, 5 -> 1;
      case 4, 7 -> 2;
      default -> 0;
    };
  }

  /** What the engine goes by. */
  Kinds kindsOfEngine() {
    return KINDS;
  }

  Kinds kindsOfProjector() {
    return parked ? KINDS_WITHOUT_REACTION : KINDS;
  }

  static Kinds kindsWithoutReaction() {
    return KINDS_WITHOUT_REACTION;
  }

  /** Whether events of a (target, kind) may be parked. */
  boolean parks(TargetKind targetKind) {
    return (parked || refusals > 0) && targetKind.kind().equals("reaction");
  }

  static boolean isCounter(TargetKind targetKind) {
    return targetKind.kind().equals("view");
  }

  Target target(int number) {
    return new Target("default", number == 0 ? "video" : "post", "t" + number);
  }

  /** Every (target, kind) there may be. */
  List<TargetKind> targetKinds() {
    List<TargetKind> all = new ArrayList<>();
    for (int t = 0; t < targets; t++) {
      for (String kind : kinds) {
        all.add(new TargetKind(target(t), kind));
      }
    }
    return all;
  }

  List<String> actorIds() {
    List<String> all = new ArrayList<>();
    for (int a = 0; a < actors; a++) {
      all.add("u" + a);
    }
    return all;
  }

  /** Every register there may be. */
  List<Interaction> registers() {
    List<Interaction> all = new ArrayList<>();
    for (TargetKind targetKind : targetKinds()) {
      if (!isCounter(targetKind)) {
        actorIds().forEach(actor -> all.add(new Interaction(targetKind, actor)));
      }
    }
    return all;
  }

  static List<String> values(String kind) {
    return VALUES.getOrDefault(kind, List.of());
  }

  private static final Map<String, List<String>> VALUES =
      Map.of("like", List.of("like"), "reaction", List.of("love", "haha"));
}
