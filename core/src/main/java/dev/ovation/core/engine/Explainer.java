package dev.ovation.core.engine;

import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService.ExplainedPosition;
import dev.ovation.core.engine.InteractionService.Explanation;
import dev.ovation.core.port.HotStore.HotEntry;
import dev.ovation.core.port.Ledger.LedgerExplanation;
import dev.ovation.core.port.Ledger.LedgerPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Gathers why a target's counts are what they are: ledger, log position and pending events. */
final class Explainer {
  private final Kinds kinds;
  private final Ports ports;
  private final CountsReader countsReader;

  Explainer(Kinds kinds, Ports ports, CountsReader countsReader) {
    this.kinds = kinds;
    this.ports = ports;
    this.countsReader = countsReader;
  }

  CompletableFuture<Explanation> explain(Target target) {
    List<TargetKind> targetKinds =
        kinds.all().stream().map(Kind::name).map(name -> new TargetKind(target, name)).toList();
    List<CompletableFuture<List<HotEntry>>> entries =
        targetKinds.stream().map(this::entries).toList();
    CompletableFuture<List<@Nullable Counts>> counts = countsReader.read(targetKinds);
    // Slot before ledger: an event that is confirmed in between shows up in both, never in neither.
    return CompletableFuture.allOf(entries.toArray(CompletableFuture[]::new))
        .thenCombineAsync(
            counts,
            (ready, shown) ->
                assemble(
                    target,
                    targetKinds,
                    shown,
                    entries.stream().map(CompletableFuture::join).toList(),
                    ports.ledger().explain(target)),
            ports.blocking());
  }

  /** A cold slot has no entries to tell. */
  private CompletableFuture<List<HotEntry>> entries(TargetKind targetKind) {
    return new Slots(ports)
        .entries(targetKind)
        .thenApply(entries -> Objects.requireNonNullElse(entries, List.of()));
  }

  private Explanation assemble(
      Target target,
      List<TargetKind> targetKinds,
      List<@Nullable Counts> shown,
      List<List<HotEntry>> entries,
      LedgerExplanation ledger) {
    List<Integer> partitions = ports.partitioner().ofTarget(target);
    TreeMap<String, Counts> shownByKind = new TreeMap<>();
    TreeMap<String, List<HotEntry>> pendingByKind = new TreeMap<>();
    for (int i = 0; i < targetKinds.size(); i++) {
      String kind = targetKinds.get(i).kind();
      Counts counts = shown.get(i);
      if (counts != null) {
        shownByKind.put(kind, counts);
      }
      int partition = ports.partitioner().partition(targetKinds.get(i));
      long h = ledger.positions().get(partitions.indexOf(partition)).h();
      List<HotEntry> pending =
          entries.get(i).stream().filter(entry -> isPending(entry, h)).toList();
      if (!pending.isEmpty()) {
        pendingByKind.put(kind, pending);
      }
    }
    List<ExplainedPosition> at = new ArrayList<>();
    for (int i = 0; i < partitions.size(); i++) {
      int partition = partitions.get(i);
      LedgerPosition position = ledger.positions().get(i);
      at.add(
          new ExplainedPosition(partition, position.n(), position.h(), ports.log().end(partition)));
    }
    return new Explanation(
        target, at, ledger.counts(), shownByKind, pendingByKind, ledger.repairs());
  }

  private static boolean isPending(HotEntry entry, long h) {
    var pending = entry.state().pending();
    return pending != null && (pending.parked() || pending.offset() > h);
  }
}
