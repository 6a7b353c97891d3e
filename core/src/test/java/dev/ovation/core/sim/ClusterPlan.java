package dev.ovation.core.sim;

import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.projection.CheckpointPace;
import dev.ovation.core.projection.PlaceTerm;
import dev.ovation.core.sim.hot.HotServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a seed decides of a cluster before anything runs. Few targets and actors, so that they
 * collide; of each kind of trouble some seeds have none, so that what others do is seen closely.
 *
 * @param skewMillis how far clocks of nodes may be apart
 * @param term how long places count; where that is long, none ever expires
 * @param driftPermille how much faster than those of nodes the servers' clocks are; may be negative
 * @param hotFailurePercent calls of the hot store that fail, before or after they took place
 * @param hotAbsences how often one or all servers are out of reach, for one node or for all, until
 *     places may have expired
 * @param forgets how often a server of the hot store starts again empty
 * @param oldData how often one comes back with what it held once
 * @param refusals how often the ledger begins or ceases to refuse reactions, which are then parked
 * @param decisions how often somebody decides of a letter
 * @param near whether nodes keep counts near; many then ask for nothing else
 * @param pace how often checkpoints of counters are made
 * @param jumps how often the wall clock of a node jumps, or that of the servers, which is only set
 *     forward: setting it back by more than a margin is not allowed for
 * @param jumpsBy how far it jumps
 * @param fullDisks how often disks of the log, of the ledger, or of both are full for a while
 * @param handovers how often a partition is given to another node; the old owner is not told
 */
record ClusterPlan(
    Partitioner partitioner,
    int nodes,
    int servers,
    int targets,
    int actors,
    List<String> kinds,
    int clients,
    int operations,
    int batchEventsMax,
    HotServers.Bounds bounds,
    int slowPercent,
    int slowness,
    int skewMillis,
    PlaceTerm term,
    int driftPermille,
    int logFailurePercent,
    int ledgerFailurePercent,
    int hotFailurePercent,
    int logOutages,
    int ledgerOutages,
    int hotOutages,
    int hotAbsences,
    int forgets,
    int oldData,
    int handovers,
    int crashes,
    boolean parked,
    int refusals,
    int decisions,
    boolean near,
    CheckpointPace pace,
    int jumps,
    ClockJumps jumpsBy,
    int fullDisks) {

  private enum Focus {
    ANYTHING,
    DIRECT,
    FORGETFUL,
    AWAY
  }

  /** So that no place ever expires. */
  private static final PlaceTerm ENDLESS = new PlaceTerm(Duration.ofDays(1), Duration.ZERO);

  /** Often one is over before anything can go wrong within it; so some are longer. */
  private static PlaceTerm someTerm(SimScheduler random, boolean isLong) {
    int ttl = (40 + random.random(300)) * (isLong ? 4 : 1);
    return new PlaceTerm(Duration.ofMillis(ttl), Duration.ofMillis(ttl / 8));
  }

  static ClusterPlan of(SimScheduler random, long seed) {
    boolean near = seed % 4 == 0;
    boolean longTerm = seed % 3 == 1;
    ClockJumps jumpsBy = ClockJumps.of(seed);
    List<String> kinds = new ArrayList<>();
    kinds.add(random.chance(60) ? "like" : "view");
    if (random.chance(25)) {
      kinds.add(kinds.contains("view") ? "like" : "view");
    }
    if (random.chance(25)) {
      kinds.add("reaction");
    }
    boolean reactions = kinds.contains("reaction");
    boolean parked = reactions && random.chance(50);
    int refusals = reactions && !parked && random.chance(70) ? 1 + random.random(6) : 0;
    int rows = 1 + random.random(3);
    boolean tight = random.chance(40);
    // Some seeds look closely at the direct path, some at a store that forgets while owners change,
    // some at one that is away for long.
    Focus focus = Focus.values()[random.random(Focus.values().length)];
    boolean direct = focus == Focus.DIRECT;
    boolean forgetful = focus == Focus.FORGETFUL;
    boolean away = focus == Focus.AWAY;
    return new ClusterPlan(
        Partitioner.countersApart(1 + random.random(2), Kinds.standard()),
        away ? 2 + random.random(2) : 1 + random.random(3),
        1 + random.random(2),
        1 + random.random(2),
        1 + random.random(2),
        kinds,
        1 + random.random(4),
        ((away ? 10 : 4) + random.random(16)) * (near ? 3 : 1),
        1 + random.random(4),
        new HotServers.Bounds(
            tight ? 650 + random.random(800) : 1_000_000,
            tight ? 600 + random.random(1_500) : 1_000_000,
            1_000_000,
            rows,
            random.random(3)),
        random.chance(70) ? random.random(30) : 0,
        10 + random.random(60),
        random.chance(60) ? random.random(900) : 0,
        away || random.chance(20) ? someTerm(random, longTerm) : ENDLESS,
        random.random(81) - 40,
        random.chance(direct ? 80 : 25) ? 1 + random.random(direct ? 50 : 20) : 0,
        random.chance(20) ? 1 + random.random(15) : 0,
        random.chance(focus == Focus.ANYTHING ? 20 : 60) ? 1 + random.random(25) : 0,
        random.chance(direct ? 60 : 30) ? 1 + random.random(2) : 0,
        random.chance(20) ? 1 : 0,
        random.chance(20) ? 1 : 0,
        away ? 1 + random.random(4) : 0,
        forgetful ? 1 + random.random(6) : random.chance(20) ? 1 : 0,
        random.chance(forgetful ? 50 : 15) ? 1 + random.random(2) : 0,
        forgetful
            ? 1 + random.random(6)
            : random.chance(direct ? 70 : 40) ? 1 + random.random(4) : 0,
        random.chance(30) ? 1 + random.random(2) : 0,
        parked,
        refusals,
        (parked || refusals > 0) && random.chance(75) ? 1 + random.random(12) : 0,
        near,
        new CheckpointPace(Duration.ofMillis(random.random(60)), 1 + random.random(3)),
        jumpsBy == ClockJumps.SECONDS ? 0 : 1 + random.random(5),
        jumpsBy,
        Plan.fullDisks(seed));
  }

  /** Whether nothing goes wrong: answers can then be told exactly. */
  boolean isCalm() {
    return logFailurePercent == 0
        && ledgerFailurePercent == 0
        && hotFailurePercent == 0
        && logOutages
                + ledgerOutages
                + hotOutages
                + hotAbsences
                + forgets
                + oldData
                + crashes
                + fullDisks
            == 0;
  }

  Kinds kindsOfProjector() {
    return parked ? Plan.kindsWithoutReaction() : Kinds.standard();
  }

  /** Whether events of a (target, kind) may be parked. */
  boolean parks(TargetKind targetKind) {
    return (parked || refusals > 0) && targetKind.kind().equals("reaction");
  }

  List<TargetKind> targetKinds() {
    List<TargetKind> all = new ArrayList<>();
    for (int t = 0; t < targets; t++) {
      for (String kind : kinds) {
        all.add(new TargetKind(new Target("default", "video", "t" + t), kind));
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

  List<Interaction> registers() {
    List<Interaction> all = new ArrayList<>();
    for (TargetKind targetKind : targetKinds()) {
      if (!Plan.isCounter(targetKind)) {
        actorIds().forEach(actor -> all.add(new Interaction(targetKind, actor)));
      }
    }
    return all;
  }
}
