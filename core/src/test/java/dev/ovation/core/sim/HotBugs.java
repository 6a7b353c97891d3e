package dev.ovation.core.sim;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Effect;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.HotStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Hot stores with a bug each. */
final class HotBugs {
  private HotBugs() {}

  /** Every third commit is held back until the next one is confirmed. */
  static final class ConfirmsOutOfOrder extends ForwardingHotStore {
    private record Held(Commit commit, List<TargetConfirm> targets) {}

    private final Map<Integer, Held> held = new HashMap<>();
    private final Map<Integer, Long> swallowed = new HashMap<>();

    ConfirmsOutOfOrder(HotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets) {
      if (commit.n() % 3 == 0) {
        held.put(commit.partition(), new Held(commit, targets));
        swallowed.put(commit.partition(), commit.from());
        return CompletableFuture.completedFuture(Confirmed.DONE);
      }
      Held late = held.remove(commit.partition());
      CompletableFuture<Confirmed> now = to.confirmTargets(reaching(commit), targets);
      return late == null
          ? now
          : now.thenCompose(
              done -> to.confirmTargets(late.commit(), late.targets()).thenApply(old -> done));
    }

    @Override
    public CompletableFuture<Void> confirmPlace(Commit commit) {
      if (held.containsKey(commit.partition())) {
        return CompletableFuture.completedFuture(null);
      }
      Commit reaching = reaching(commit);
      swallowed.remove(commit.partition());
      return to.confirmPlace(reaching);
    }

    /** The commit, said to start where the held one did. */
    private Commit reaching(Commit commit) {
      long from =
          Math.min(commit.from(), swallowed.getOrDefault(commit.partition(), commit.from()));
      return new Commit(commit.partition(), from, commit.n(), commit.h());
    }
  }

  /** Goes on showing what was parked. */
  static final class ForgetsSettled extends ForwardingHotStore {
    ForgetsSettled(HotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<Confirmed> confirmSettled(Commit commit, List<SettledEvent> settled) {
      return CompletableFuture.completedFuture(Confirmed.DONE);
    }
  }

  /** Shows nothing in place of what was parked, though an older event still is. */
  static final class ForgetsTheNextParked extends ForwardingHotStore {
    ForgetsTheNextParked(HotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<Confirmed> confirmSettled(Commit commit, List<SettledEvent> settled) {
      return to.confirmSettled(
          commit,
          settled.stream().map(one -> new SettledEvent(one.event(), one.offset(), null)).toList());
    }
  }

  /** Says of every commit that it projected two events more. */
  static final class ConfirmsTooFar extends ForwardingHotStore {
    ConfirmsTooFar(HotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets) {
      Commit further = new Commit(commit.partition(), commit.from(), commit.n(), commit.h() + 2);
      return to.confirmTargets(further, targets);
    }
  }

  /** Takes a new lease for what was read under an old one. */
  static final class FillsWithoutLease extends ForwardingHotStore {
    FillsWithoutLease(HotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<Boolean> fillView(Actor actor, long lease, ActorRows rows) {
      return to.leaseView(actor).thenCompose(fresh -> to.fillView(actor, fresh, rows));
    }
  }

  /** Says of every base that it was read at the place. */
  static final class FillsAtAnyCommit extends ForwardingHotStore {
    private long newest;

    FillsAtAnyCommit(HotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets) {
      newest = Math.max(newest, commit.n());
      return to.confirmTargets(commit, targets);
    }

    @Override
    public CompletableFuture<Boolean> fillBase(TargetKind targetKind, BaseSnapshot snapshot) {
      long n = Math.max(newest, snapshot.n());
      return to.fillBase(targetKind, new BaseSnapshot(snapshot.counts(), n, snapshot.h(), 0));
    }
  }

  /** Says of every hint that it is new. */
  static final class TakesAnyHint extends ForwardingHotStore {
    TakesAnyHint(HotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<Applied> apply(
        Event event, long offset, Row hint, long n0, boolean force) {
      return to.apply(event, offset, hint, force ? n0 : Long.MAX_VALUE, force);
    }
  }

  /** Confirms slots and places only. */
  static final class ForgetsViews extends ForwardingHotStore {
    ForgetsViews(HotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<Void> confirmViews(Commit commit, List<RowConfirm> rows) {
      return to.confirmViews(commit, new ArrayList<>());
    }
  }

  /** Answers at once and shows nothing. */
  static final class DoesNotApply extends ForwardingHotStore {
    DoesNotApply(HotStore to) {
      super(to);
    }

    @Override
    public CompletableFuture<Applied> apply(
        Event event, long offset, Row hint, long n0, boolean force) {
      return CompletableFuture.completedFuture(new Applied.Visible(Effect.CHANGED, Counts.NONE));
    }
  }
}
