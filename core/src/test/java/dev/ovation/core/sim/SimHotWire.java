package dev.ovation.core.sim;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.sim.hot.Wire;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The network between nodes and the servers of the hot store. A script arrives in a step of its
 * own, also when its sender is dead by then, and is answered in another; either may fail. A server
 * may be out of reach for all, or all servers for one node; what was sent to a server that halts
 * comes through once it goes on.
 */
final class SimHotWire {
  private static final Set<String> READS =
      Set.of(
          "hot reads",
          "hot reads a view",
          "hot lists entries",
          "hot tells its place",
          "hot tells what is loaded",
          "hot shows a slot",
          "hot shows a view");

  private final SimScheduler scheduler;
  private final Story story;
  private final IntSupplier failurePercent;
  private final boolean[] down;
  private final Set<Integer> cutOff = new HashSet<>();
  private final List<List<Runnable>> heldUp = new ArrayList<>();

  SimHotWire(SimScheduler scheduler, Story story, int servers, IntSupplier failurePercent) {
    this.scheduler = scheduler;
    this.story = story;
    this.failurePercent = failurePercent;
    this.down = new boolean[servers];
    for (int s = 0; s < servers; s++) {
      heldUp.add(new ArrayList<>());
    }
  }

  void down(int server, boolean isDown) {
    down[server] = isDown;
    story.tell(null, () -> "server " + server + (isDown ? " is not reached" : " is reached again"));
    if (!isDown) {
      heldUp.get(server).forEach(late -> scheduler.step(SimScheduler.OUTSIDE, "hot is late", late));
      heldUp.get(server).clear();
    }
  }

  /** A node reaches no server, or all again. */
  void cutOff(int life, boolean isCutOff) {
    if (isCutOff) {
      cutOff.add(life);
    } else {
      cutOff.remove(life);
    }
    story.tell(null, () -> "node " + life + " reaches " + (isCutOff ? "no server" : "all servers"));
  }

  void allUp() {
    cutOff.clear();
    for (int s = 0; s < down.length; s++) {
      if (down[s]) {
        down(s, false);
      }
    }
  }

  Wire of(int life) {
    return new Wire() {
      @Override
      public <T extends @Nullable Object> CompletableFuture<T> send(
          int server, String what, Object about, Supplier<T> script) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        scheduler.step(
            SimScheduler.OUTSIDE, what, () -> arrive(life, server, what, about, script, answer));
        return answer;
      }
    };
  }

  /** Lets something happen once it has been passed over so many times. */
  private void holdUp(int times, String what, Runnable late) {
    scheduler.step(
        SimScheduler.OUTSIDE, what, times == 0 ? late : () -> holdUp(times - 1, what, late));
  }

  private <T extends @Nullable Object> void late(
      int life, String what, Object about, Supplier<T> script) {
    T result = script.get();
    story.tell(null, () -> "node " + life + ", late: " + what + " " + about + " -> " + result);
  }

  private <T extends @Nullable Object> void arrive(
      int life,
      int server,
      String what,
      Object about,
      Supplier<T> script,
      CompletableFuture<T> answer) {
    boolean isAway = down[server] || cutOff.contains(life);
    boolean fails = isAway || scheduler.chance(failurePercent.getAsInt());
    boolean lost = fails && (isAway || scheduler.chance(60));
    if (lost && scheduler.chance(50)) {
      // The caller gives up; the call comes through in the end.
      Runnable late = () -> late(life, what, about, script);
      if (down[server]) {
        heldUp.get(server).add(late);
      } else {
        holdUp(scheduler.chance(60) ? 0 : scheduler.random(60), what, late);
      }
    }
    if (!lost) {
      T result = script.get();
      Supplier<String> text = () -> "node " + life + ": " + what + " " + about + " -> " + result;
      if (READS.contains(what)) {
        story.remark(null, text);
      } else {
        story.tell(null, text);
      }
      if (!fails) {
        scheduler.step(life, "hot answers", () -> answer.complete(result));
        return;
      }
    }
    scheduler.step(
        life,
        "hot fails",
        () ->
            answer.completeExceptionally(
                new OvationException(ErrorCode.HOT_STORE_UNAVAILABLE, "simulated: " + what)));
  }
}
