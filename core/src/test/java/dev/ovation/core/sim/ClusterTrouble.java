package dev.ovation.core.sim;

import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.sim.hot.HotServer;
import dev.ovation.core.sim.hot.ScriptedHotStore;
import dev.ovation.core.sim.hot.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What goes wrong in a cluster, and when, as the plan wants it. */
final class ClusterTrouble {
  private final ClusterWorld world;
  private final ClusterPlan plan;
  private final SimScheduler scheduler;
  private final Story story;
  private final SimHotWire wire;
  private final ClusterHotStore pastNetwork;
  private final List<Disaster> disasters = new ArrayList<>();
  private boolean ledgerDown;

  /** Something that goes wrong, or ends, once a number of steps has been taken. */
  private record Disaster(long afterStep, Runnable action) {}

  ClusterTrouble(ClusterWorld world, SimHotWire wire) {
    this.world = world;
    this.plan = world.plan();
    this.scheduler = world.scheduler();
    this.story = world.story();
    this.wire = wire;
    this.pastNetwork = new ScriptedHotStore(world.plan().partitioner(), world.servers(), Wire.NONE);
    SimBroker broker = world.broker();
    plan(
        plan.logOutages(),
        () -> outage("log", () -> broker.goDown(true), () -> broker.goDown(false)));
    plan(plan.ledgerOutages(), () -> outage("ledger", () -> ledgerDown = true, this::ledgerBack));
    plan(plan.hotOutages(), this::hotOutage);
    plan(plan.hotAbsences(), this::hotAbsence);
    plan(plan.forgets(), this::forget);
    plan(plan.oldData(), this::returnWithOldData);
    plan(plan.refusals(), this::refuse);
    plan(plan.handovers(), world::handOver);
    plan(plan.crashes(), world::crash);
    plan(plan.jumps(), this::jump);
    plan(plan.fullDisks(), this::fill);
  }

  private void plan(int times, Runnable action) {
    for (int i = 0; i < times; i++) {
      in(10 + scheduler.random(500), action);
    }
  }

  private void in(int steps, Runnable action) {
    disasters.add(new Disaster(scheduler.stepsRun() + steps, action));
  }

  /** Lets happen what is due. */
  void strike() {
    for (int i = disasters.size() - 1; i >= 0; i--) {
      if (disasters.get(i).afterStep() <= scheduler.stepsRun()) {
        disasters.remove(i).action().run();
      }
    }
  }

  /** Everything works again, and nothing goes wrong any more. */
  void end() {
    disasters.clear();
    world.broker().goDown(false);
    world.broker().fill(false);
    world.disk().ledger().fill(false);
    ledgerDown = false;
    wire.allUp();
  }

  boolean isLedgerDown() {
    return ledgerDown;
  }

  private void outage(String what, Runnable begin, Runnable end) {
    story.tell(null, () -> "outage of the " + what);
    begin.run();
    in(20 + scheduler.random(250), end);
  }

  /** Disks of the log's brokers, of the ledger, or of both are full: only writes fail. */
  private void fill() {
    int which = 1 + scheduler.random(3);
    if ((which & 1) != 0) {
      world.broker().fill(true);
      in(20 + scheduler.random(250), () -> world.broker().fill(false));
    }
    if ((which & 2) != 0) {
      world.disk().ledger().fill(true);
      story.tell(null, () -> "the ledger has no room");
      in(20 + scheduler.random(250), this::ledgerHasRoom);
    }
  }

  private void ledgerHasRoom() {
    world.disk().ledger().fill(false);
    story.tell(null, () -> "the ledger has room again");
  }

  private void ledgerBack() {
    ledgerDown = false;
    story.tell(null, () -> "the ledger is back");
  }

  private void hotOutage() {
    int server = scheduler.random(plan.servers());
    outage("hot store", () -> wire.down(server, true), () -> wire.down(server, false));
  }

  /** One node reaches no server, or nobody reaches some, for long enough that places expire. */
  private void hotAbsence() {
    if (scheduler.chance(50)) {
      // Often an owner that has just come, while the one before it goes on.
      SimNode node =
          scheduler.chance(75)
              ? world.replaceOwner()
              : world.nodes().get(scheduler.random(world.nodes().size()));
      in(10 + scheduler.random(80), () -> cutOff(node.life));
      return;
    }
    int first = scheduler.random(plan.servers());
    int last = scheduler.chance(50) ? first : plan.servers() - 1;
    for (int s = first; s <= last; s++) {
      int server = s;
      wire.down(server, true);
      in(forLong(), () -> wire.down(server, false));
    }
  }

  private void cutOff(int life) {
    wire.cutOff(life, true);
    in(forLong(), () -> wire.cutOff(life, false));
  }

  private void jump() {
    if (scheduler.chance(25)) {
      Duration by = plan.jumpsBy().ahead(scheduler);
      world.setServersAhead(by);
      story.tell(null, () -> "the clock of the servers jumps by " + by);
      return;
    }
    Duration by = plan.jumpsBy().some(scheduler);
    SimNode node = world.nodes().get(scheduler.random(world.nodes().size()));
    node.jump(by);
    story.tell(null, () -> "the wall clock of node " + node.life + " jumps by " + by);
  }

  private int forLong() {
    return 100 + scheduler.random(900);
  }

  private void refuse() {
    boolean refused = scheduler.chance(60);
    world.disk().ledger().refuse("reaction", refused);
    story.tell(null, () -> "the ledger " + (refused ? "refuses" : "takes") + " reactions");
  }

  private void forget() {
    if (scheduler.chance(30)) {
      dropPlace();
      return;
    }
    int server = scheduler.random(plan.servers());
    world.servers().server(server).restartEmpty();
    story.tell(null, () -> "server " + server + " of the hot store starts again, empty");
    world.checker().forgotten(server);
    if (plan.handovers() > 0 && scheduler.chance(60)) {
      // Owners change while places are made.
      in(scheduler.random(60), world::handOver);
    }
  }

  /** Somebody wants a partition filled anew, and knows of the place that stands there now. */
  private void dropPlace() {
    int partition = scheduler.random(plan.partitioner().partitions());
    Place met = pastNetwork.place(partition).join();
    if (met != null) {
      in(
          scheduler.random(40),
          () -> {
            boolean dropped = pastNetwork.dropPlace(partition, met.g()).join();
            story.tell(null, () -> "place " + met.g() + " of " + partition + " goes: " + dropped);
          });
    }
  }

  private void returnWithOldData() {
    int server = scheduler.random(plan.servers());
    HotServer.Snapshot old = world.servers().server(server).snapshot();
    story.tell(null, () -> "server " + server + " of the hot store is copied");
    in(
        5 + scheduler.random(150),
        () -> {
          world.servers().server(server).restartWith(old);
          story.tell(null, () -> "server " + server + " comes back with that copy");
          world.checker().forgotten(server);
        });
  }
}
