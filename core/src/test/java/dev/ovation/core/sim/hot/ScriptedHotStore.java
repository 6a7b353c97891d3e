package dev.ovation.core.sim.hot;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event;
import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterHotStore;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A node's way to the servers: it takes each call apart into scripts on one slot each and puts the
 * answers together. What is one call here is one round trip to each slot; an adapter sends scripts
 * for slots of one server together.
 */
public final class ScriptedHotStore implements ClusterHotStore {
  private final Partitioner partitioner;
  private final HotServers servers;
  private final Wire wire;

  public ScriptedHotStore(Partitioner partitioner, HotServers servers, Wire wire) {
    this.partitioner = partitioner;
    this.servers = servers;
    this.wire = wire;
  }

  private <T extends @Nullable Object> CompletableFuture<T> script(
      int server, String what, Object about, Supplier<T> script) {
    return wire.<T>send(
        server,
        what,
        about,
        () -> {
          synchronized (servers) {
            return script.get();
          }
        });
  }

  private <T extends @Nullable Object> CompletableFuture<T> at(
      int partition, String what, Object about, Function<PartitionScripts, T> script) {
    int server = servers.of(partition);
    return this.<T>script(
        server, what, about, () -> script.apply(servers.server(server).partition(partition)));
  }

  private <T extends @Nullable Object> CompletableFuture<T> at(
      Actor actor, String what, Object about, Function<ActorScripts, T> script) {
    int server = servers.of(actor);
    return this.<T>script(
        server, what, about, () -> script.apply(servers.server(server).actor(actor)));
  }

  private int partition(TargetKind targetKind) {
    return partitioner.partition(targetKind);
  }

  @Override
  public CompletableFuture<List<HotAnswer>> read(List<HotQuery> queries) {
    Map<Integer, List<Integer>> byPartition = new LinkedHashMap<>();
    for (int i = 0; i < queries.size(); i++) {
      int partition = partition(queries.get(i).targetKind());
      byPartition.computeIfAbsent(partition, p -> new ArrayList<>()).add(i);
    }
    HotAnswer[] answers = new HotAnswer[queries.size()];
    List<CompletableFuture<?>> parts = new ArrayList<>();
    byPartition.forEach(
        (partition, at) ->
            parts.add(
                this.<List<HotAnswer>>at(
                        partition,
                        "hot reads",
                        queries,
                        scripts -> at.stream().map(i -> scripts.read(queries.get(i))).toList())
                    .thenAccept(
                        found -> {
                          for (int i = 0; i < found.size(); i++) {
                            answers[at.get(i)] = found.get(i);
                          }
                        })));
    return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
        .thenApply(done -> List.of(answers));
  }

  @Override
  public CompletableFuture<@Nullable List<HotEntry>> entries(TargetKind targetKind) {
    return this.<@Nullable List<HotEntry>>at(
        partition(targetKind),
        "hot lists entries",
        targetKind,
        scripts -> scripts.entries(targetKind));
  }

  @Override
  public CompletableFuture<ViewAnswer> readView(Actor actor, List<TargetKind> targetKinds) {
    return at(actor, "hot reads a view", actor, scripts -> scripts.read(targetKinds));
  }

  /** A page is all of a partition, or all the actors that one server has. */
  @Override
  public CompletableFuture<LoadedPage> loaded(@Nullable String cursor, int itemsMax) {
    int page = cursor == null ? 0 : Integer.parseInt(cursor);
    int partitions = partitioner.partitions();
    String next = page + 1 < partitions + servers.count() ? Integer.toString(page + 1) : null;
    String what = "hot tells what is loaded";
    return page < partitions
        ? at(page, what, page, scripts -> new LoadedPage(scripts.loaded(), List.of(), next))
        : script(
            page - partitions,
            what,
            page,
            () ->
                new LoadedPage(
                    List.of(), servers.server(page - partitions).actorsWithView(), next));
  }

  @Override
  public CompletableFuture<@Nullable HotSlot> slot(TargetKind targetKind) {
    return this.<@Nullable HotSlot>at(
        partition(targetKind),
        "hot shows a slot",
        targetKind,
        scripts -> scripts.contents(targetKind));
  }

  @Override
  public CompletableFuture<@Nullable ActorRows> view(Actor actor) {
    return this.<@Nullable ActorRows>at(actor, "hot shows a view", actor, ActorScripts::contents);
  }

  /** Not kept: an actor's list waits for the log's end instead. */
  @Override
  public CompletableFuture<Map<Integer, Long>> lastWrites(Actor actor) {
    return CompletableFuture.completedFuture(Map.of());
  }

  @Override
  public CompletableFuture<Standing> standing(int partition) {
    return at(partition, "hot tells its place", partition, PartitionScripts::standing);
  }

  @Override
  public CompletableFuture<Claim> claim(int partition, long epoch) {
    return this.<@Nullable Claim>at(
            partition, "hot is claimed", epoch, scripts -> scripts.claim(epoch))
        .thenApply(ScriptedHotStore::unlessFenced);
  }

  @Override
  public CompletableFuture<Claim> renewPlace(int partition, long g, Tenure tenure) {
    return this.<@Nullable Claim>at(
            partition, "hot renews its place", tenure, scripts -> scripts.renew(g, tenure))
        .thenApply(ScriptedHotStore::unlessFenced);
  }

  @Override
  public CompletableFuture<Boolean> dropPlace(int partition, long g) {
    return at(partition, "hot drops its place", g, scripts -> scripts.drop(g));
  }

  private static Claim unlessFenced(@Nullable Claim claim) {
    if (claim == null) {
      throw new OvationException(ErrorCode.FENCED, "another owner has claimed the partition");
    }
    return claim;
  }

  @Override
  public boolean admitsWrites() {
    synchronized (servers) {
      return servers.sizes().entryBytes() < servers.bounds().entryBytesMax();
    }
  }

  @Override
  public CompletableFuture<Applied> apply(
      Event event, long offset, Row hint, long n0, boolean force) {
    return at(
        partition(event.targetKind()),
        "hot applies",
        List.of(event, offset, hint, n0, force),
        scripts -> scripts.apply(event, offset, hint, n0, force));
  }

  @Override
  public CompletableFuture<Needed> need(int partition, long n) {
    return at(partition, "hot notes a need", n, scripts -> scripts.need(n));
  }

  @Override
  public CompletableFuture<Boolean> fillBase(TargetKind targetKind, BaseSnapshot snapshot) {
    return at(
        partition(targetKind),
        "hot is filled with a base",
        snapshot,
        scripts -> {
          boolean filled = scripts.fillBase(targetKind, snapshot);
          servers.evict();
          return filled;
        });
  }

  @Override
  public CompletableFuture<Long> leaseView(Actor actor) {
    return at(actor, "hot gives a lease", actor, scripts -> scripts.lease(servers.nextToken()));
  }

  @Override
  public CompletableFuture<Boolean> fillView(Actor actor, long lease, ActorRows rows) {
    return at(
        actor,
        "hot is filled with a view",
        rows,
        scripts -> {
          boolean filled =
              scripts.fill(lease, rows, servers.bounds().viewRowsMax(), servers.tick());
          servers.evict();
          return filled;
        });
  }

  @Override
  public CompletableFuture<Created> createPlace(
      int partition,
      Standing.Vacant vacancy,
      Place place,
      List<ParkedEvent> parked,
      Tenure tenure) {
    return at(
        partition,
        "hot gets a place",
        List.of(place, tenure),
        scripts -> scripts.createPlace(vacancy, place, parked, tenure));
  }

  @Override
  public CompletableFuture<Confirmed> confirmTargets(Commit commit, List<TargetConfirm> targets) {
    if (targets.size() <= 1) {
      return confirm(commit, targets);
    }
    List<CompletableFuture<Confirmed>> each =
        targets.stream().map(target -> confirm(commit, List.of(target))).toList();
    return CompletableFuture.allOf(each.toArray(CompletableFuture[]::new))
        .thenApply(
            done ->
                each.stream()
                    .map(CompletableFuture::join)
                    .filter(confirmed -> confirmed != Confirmed.DONE)
                    .findFirst()
                    .orElse(Confirmed.DONE));
  }

  private CompletableFuture<Confirmed> confirm(Commit commit, List<TargetConfirm> targets) {
    int server = servers.of(commit.partition());
    return script(
        server,
        "hot confirms a target",
        List.of(commit, targets),
        () -> {
          ConfirmScripts scripts = servers.server(server).confirm(commit.partition());
          Confirmed confirmed = scripts.confirmTargets(commit, targets);
          servers.evict();
          return confirmed;
        });
  }

  @Override
  public CompletableFuture<Confirmed> confirmSettled(Commit commit, List<SettledEvent> settled) {
    int server = servers.of(commit.partition());
    return script(
        server,
        "hot is told of settled letters",
        List.of(commit, settled),
        () -> servers.server(server).confirm(commit.partition()).confirmSettled(commit, settled));
  }

  @Override
  public CompletableFuture<Void> confirmViews(Commit commit, List<RowConfirm> rows) {
    return CompletableFuture.allOf(
        rows.stream().map(this::confirmView).toArray(CompletableFuture[]::new));
  }

  private CompletableFuture<Boolean> confirmView(RowConfirm row) {
    return at(
        row.interaction().who(),
        "hot confirms a view",
        row,
        scripts -> {
          scripts.confirm(row, servers.bounds().viewRowsMax());
          servers.evict();
          return true;
        });
  }

  @Override
  public CompletableFuture<Void> confirmPlace(Commit commit) {
    int server = servers.of(commit.partition());
    return script(
            server,
            "hot moves its place",
            commit,
            () -> {
              servers.server(server).confirm(commit.partition()).confirmPlace(commit);
              return true;
            })
        .thenAccept(done -> {});
  }

  @Override
  public HotStats stats() {
    synchronized (servers) {
      HotServers.Sizes sizes = servers.sizes();
      HotServers.Bounds bounds = servers.bounds();
      return new HotStats(
          0,
          0,
          servers.evictions(),
          sizes.bases(),
          sizes.entries(),
          sizes.views(),
          sizes.baseBytes() + sizes.viewBytes(),
          bounds.baseBytesMax() + bounds.viewBytesMax(),
          sizes.entryBytes(),
          bounds.entryBytesMax());
    }
  }

  @Override
  public Health check() {
    return Health.up("simulated");
  }

  @Override
  public void close() {
    // Nothing to release: the servers stay.
  }
}
