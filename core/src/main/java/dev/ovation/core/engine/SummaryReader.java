package dev.ovation.core.engine;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService.Source;
import dev.ovation.core.engine.InteractionService.Summary;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Summaries of many targets with one look at the hot store and at most one at the ledger each way.
 */
final class SummaryReader {
  private final Slots slots;
  private final CountsReader countsReader;
  private final StanceReader stanceReader;
  private final MostAsked<TargetKind> hotTargets;
  private final MostAsked<Actor> hotActors;

  /**
   * @param hotTargets told what is asked for
   * @param hotActors told who asks for what is his own
   */
  SummaryReader(
      Slots slots,
      CountsReader countsReader,
      StanceReader stanceReader,
      MostAsked<TargetKind> hotTargets,
      MostAsked<Actor> hotActors) {
    this.slots = slots;
    this.countsReader = countsReader;
    this.stanceReader = stanceReader;
    this.hotTargets = hotTargets;
    this.hotActors = hotActors;
  }

  CompletableFuture<List<Summary>> read(
      List<Target> targets, List<Kind> kinds, @Nullable String actor) {
    List<HotQuery> queries = new ArrayList<>();
    if (actor != null && !targets.isEmpty()) {
      hotActors.seen(new Actor(targets.getFirst().space(), actor));
    }
    for (Target target : targets) {
      for (Kind kind : kinds) {
        String key = kind instanceof Kind.Register ? actor : null;
        TargetKind targetKind = new TargetKind(target, kind.name());
        hotTargets.seen(targetKind);
        queries.add(new HotQuery(targetKind, key));
      }
    }
    return slots
        .read(queries)
        .thenCompose(
            answers -> {
              CompletableFuture<List<@Nullable Counts>> counts = counts(queries, answers);
              return rows(queries, answers)
                  .thenCombine(
                      counts,
                      (@Nullable Map<TargetKind, Row> rows, List<@Nullable Counts> c) ->
                          assemble(targets, kinds, actor, queries, answers, c, rows));
            });
  }

  private CompletableFuture<List<@Nullable Counts>> counts(
      List<HotQuery> queries, List<HotAnswer> answers) {
    List<@Nullable Counts> found = new ArrayList<>();
    List<Integer> cold = new ArrayList<>();
    for (int i = 0; i < answers.size(); i++) {
      found.add(answers.get(i).counts());
      if (answers.get(i).counts() == null) {
        cold.add(i);
      }
    }
    if (cold.isEmpty()) {
      return CompletableFuture.<List<@Nullable Counts>>completedFuture(found);
    }
    return countsReader
        .read(cold.stream().map(i -> queries.get(i).targetKind()).toList())
        .thenApply(
            filled -> {
              for (int i = 0; i < cold.size(); i++) {
                found.set(cold.get(i), filled.get(i));
              }
              return found;
            });
  }

  /** The actor's rows by (target, kind); null when they could not be read. */
  private CompletableFuture<@Nullable Map<TargetKind, Row>> rows(
      List<HotQuery> queries, List<HotAnswer> answers) {
    List<TargetKind> asked = new ArrayList<>();
    List<HotAnswer> looks = new ArrayList<>();
    Actor who = null;
    for (int i = 0; i < queries.size(); i++) {
      HotQuery query = queries.get(i);
      if (query.key() != null) {
        asked.add(query.targetKind());
        looks.add(answers.get(i));
        who = new Actor(query.targetKind().target().space(), query.key());
      }
    }
    if (who == null) {
      return CompletableFuture.completedFuture(Map.of());
    }
    return stanceReader
        .read(who, asked, looks)
        .handle(
            (rows, failure) -> {
              if (failure != null) {
                return null;
              }
              Map<TargetKind, Row> byKey = new HashMap<>();
              for (int i = 0; i < asked.size(); i++) {
                byKey.put(asked.get(i), rows.get(i));
              }
              return byKey;
            });
  }

  private static List<Summary> assemble(
      List<Target> targets,
      List<Kind> kinds,
      @Nullable String actor,
      List<HotQuery> queries,
      List<HotAnswer> answers,
      List<@Nullable Counts> counts,
      @Nullable Map<TargetKind, Row> rows) {
    List<Summary> summaries = new ArrayList<>();
    for (int t = 0; t < targets.size(); t++) {
      TreeMap<String, Counts> shown = new TreeMap<>();
      TreeMap<String, String> mine = new TreeMap<>();
      boolean cold = rows == null;
      Source source = Source.HOT;
      for (int k = 0; k < kinds.size(); k++) {
        int i = t * kinds.size() + k;
        String kind = kinds.get(k).name();
        Counts of = counts.get(i);
        if (answers.get(i).isCold()) {
          source = Source.LEDGER;
        }
        if (of == null) {
          cold = true;
        } else if (!of.byValue().isEmpty()) {
          shown.put(kind, of);
        }
        Row row = rows == null ? null : rows.get(queries.get(i).targetKind());
        if (row != null && row.value() != null) {
          mine.put(kind, row.value());
        }
      }
      summaries.add(
          cold
              ? new Summary.Unknown(targets.get(t), isCold(targets.get(t)))
              : new Summary.Known(targets.get(t), shown, actor == null ? null : mine, source));
    }
    return summaries;
  }

  private static OvationException isCold(Target target) {
    return new OvationException(
        ErrorCode.LEDGER_UNAVAILABLE,
        target.text() + " is not in the hot store and the ledger cannot be asked now");
  }
}
