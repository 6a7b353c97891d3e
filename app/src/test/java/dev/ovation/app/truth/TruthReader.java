package dev.ovation.app.truth;

import dev.ovation.app.truth.TargetTruth.Moment;
import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Counts;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Row;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.engine.InteractionService.Listing;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.engine.InteractionService.Summary;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.RowItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads everything there is to read and compares it with the truth. One thread. */
final class TruthReader {
  private static final Comparator<RowItem> NEWEST_FIRST =
      Comparator.comparingLong((RowItem item) -> item.row().atMillis()).reversed();

  private final TruthPlan plan;
  private final InteractionService service;
  private final Truth truth;
  private final SplittableRandom random;
  private final List<Kind> allKinds = List.copyOf(Kinds.standard().all());

  TruthReader(TruthPlan plan, InteractionService service, Truth truth, SplittableRandom random) {
    this.plan = plan;
    this.service = service;
    this.truth = truth;
    this.random = random;
  }

  void run(BooleanSupplier goesOn) throws Exception {
    while (goesOn.getAsBoolean() && !truth.isWrong()) {
      Interaction any = plan.interaction(random, random.nextBoolean() ? "like" : "reaction");
      Interaction one = random.nextInt(3) == 0 ? any : truth.recent(random, any);
      switch (random.nextInt(6)) {
        case 0, 1 -> read(one);
        case 2 -> summaries(summarised(one), one.actor());
        case 3, 4 -> listTarget(one.targetKind(), value(one.kind()), 1 + random.nextInt(60));
        default -> listActor(one.who(), one.kind(), type(), 1 + random.nextInt(60));
      }
    }
  }

  /** Everything, once. */
  void readAll() throws Exception {
    List<Target> targets = plan.allTargets();
    for (int from = 0; from < targets.size(); from += 50) {
      List<Target> some = targets.subList(from, Math.min(targets.size(), from + 50));
      summaries(some, "u" + random.nextInt(plan.actors()));
    }
    for (TargetKind targetKind : plan.allTargetKinds()) {
      if (!targetKind.kind().equals("view")) {
        listTarget(targetKind, null, 1 + random.nextInt(200));
      }
    }
    for (int a = 0; a < Math.min(plan.actors(), 60); a++) {
      listActor(new Actor("default", "u" + a), "like", null, 200);
    }
  }

  private List<Target> summarised(Interaction one) {
    List<Target> targets = new ArrayList<>(List.of(one.target()));
    int more = random.nextInt(12);
    for (int i = 0; i < more; i++) {
      Target target = plan.target(random.nextInt(plan.targets()));
      if (!targets.contains(target)) {
        targets.add(target);
      }
    }
    return targets;
  }

  private @Nullable String value(String kind) {
    boolean one = random.nextInt(3) == 0;
    List<String> values = kind.equals("like") ? List.of("like") : TruthPlan.REACTIONS;
    return one ? values.get(random.nextInt(values.size())) : null;
  }

  private @Nullable String type() {
    return switch (random.nextInt(4)) {
      case 0 -> "video";
      case 1 -> "post";
      default -> null;
    };
  }

  private static <T> T get(CompletableFuture<T> call) throws Exception {
    return call.get(60, TimeUnit.SECONDS);
  }

  private void read(Interaction register) throws Exception {
    Moment before = truth.now(register.targetKind(), register.actor());
    Reading reading = get(service.read(register));
    Span span = new Span(before, truth.now(register.targetKind(), register.actor()));
    truth.count("reads");
    problem("a read", register, span.problemOf(register.actor(), reading.row()));
    counts("the counts of a read", register, span, reading.counts());
  }

  private void counts(String what, Object of, Span span, @Nullable Counts counts) {
    if (counts == null) {
      truth.count("cold");
    } else {
      problem(what, of, span.problemOf(counts));
    }
  }

  private void problem(String what, Object of, @Nullable String problem) {
    if (problem != null) {
      truth.found(what + " of " + of + ' ' + problem);
    }
  }

  private void summaries(List<Target> targets, String actor) throws Exception {
    Map<TargetKind, Moment> before = new HashMap<>();
    for (Target target : targets) {
      for (String kind : TruthPlan.KINDS) {
        TargetKind of = new TargetKind(target, kind);
        before.put(of, truth.now(of, actor));
      }
    }
    List<Summary> summaries = get(service.summaries(targets, allKinds, actor));
    for (Summary summary : summaries) {
      truth.count("summaries");
      if (summary instanceof Summary.Known known) {
        for (String kind : TruthPlan.KINDS) {
          TargetKind of = new TargetKind(summary.target(), kind);
          Moment was = Objects.requireNonNull(before.get(of));
          summary(known, of, actor, new Span(was, truth.now(of, actor)));
        }
      } else {
        truth.count("cold");
      }
    }
  }

  private void summary(Summary.Known known, TargetKind of, String actor, Span span) {
    Counts counts = known.counts().getOrDefault(of.kind(), Counts.NONE);
    if (of.kind().equals("view")) {
      problem("a summary", of, span.problemOf(counts.get("view")));
      return;
    }
    problem("a summary", of, span.problemOf(counts));
    String mine = Objects.requireNonNull(known.mine()).get(of.kind());
    if (span.isQuiet(actor) && !Objects.equals(mine, span.row(actor).value())) {
      truth.found(
          "a summary of " + of + " says " + actor + " holds " + mine + " not " + span.row(actor));
    }
  }

  /** What a list said, page by page. */
  private record Listed(List<RowItem> items, boolean stale) {}

  private Listed pages(int limit, Function<Page, CompletableFuture<Listing>> list)
      throws Exception {
    List<RowItem> items = new ArrayList<>();
    boolean stale = false;
    Page page = Page.first(limit);
    while (page != null) {
      Listing listing = get(list.apply(page));
      truth.count("pages");
      stale |= listing.stale();
      items.addAll(listing.items());
      page = listing.next();
    }
    return new Listed(items, stale);
  }

  private void listTarget(TargetKind of, @Nullable String value, int limit) throws Exception {
    Moment before = truth.now(of);
    Listing[] last = new Listing[1];
    Listed listed =
        pages(
            limit,
            page ->
                service
                    .listTarget(of, value, page)
                    .whenComplete((listing, failure) -> last[0] = listing));
    Span span = new Span(before, truth.now(of));
    truth.count("lists of targets");
    Map<String, Row> expected = new LinkedHashMap<>();
    for (String actor : before.registers().keySet()) {
      Row row = span.row(actor);
      if (span.isQuiet(actor)
          && row.value() != null
          && (value == null || value.equals(row.value()))) {
        expected.put(actor, row);
      }
    }
    compare(
        "the list of " + of + " for " + value + " by " + limit,
        listed.items(),
        expected,
        item -> item.interaction().actor(),
        span::isQuiet);
    counts("the counts of the list", of, span, Objects.requireNonNull(last[0]).counts());
  }

  private void listActor(Actor actor, String kind, @Nullable String type, int limit)
      throws Exception {
    Map<String, Moment> before = new LinkedHashMap<>();
    for (Target target : plan.allTargets()) {
      if (type == null || type.equals(target.type())) {
        before.put(target.text(), truth.now(new TargetKind(target, kind), actor.id()));
      }
    }
    Listed listed = pages(limit, page -> service.listActor(actor, kind, type, page));
    truth.count("lists of actors");
    if (listed.stale()) {
      truth.count("stale");
      return;
    }
    Map<String, Span> spans = new HashMap<>();
    Map<String, Row> expected = new LinkedHashMap<>();
    for (Target target : plan.allTargets()) {
      Moment was = before.get(target.text());
      if (was != null) {
        Span span = new Span(was, truth.now(new TargetKind(target, kind), actor.id()));
        spans.put(target.text(), span);
        if (span.isQuiet(actor.id()) && span.row(actor.id()).value() != null) {
          expected.put(target.text(), span.row(actor.id()));
        }
      }
    }
    compare(
        "the list of " + actor + ' ' + kind + " of type " + type + " by " + limit,
        listed.items(),
        expected,
        item -> item.interaction().target().text(),
        target -> Objects.requireNonNull(spans.get(target)).isQuiet(actor.id()));
  }

  /** All rows that nobody was writing must be there, once, as they are and in order. */
  private void compare(
      String what,
      List<RowItem> items,
      Map<String, Row> expected,
      Function<RowItem, String> keyOf,
      Function<String, Boolean> isQuiet) {
    Map<String, Row> left = new LinkedHashMap<>(expected);
    RowItem before = null;
    for (RowItem item : items) {
      String key = keyOf.apply(item);
      if (isQuiet.apply(key)) {
        Row row = left.remove(key);
        if (row == null) {
          truth.found(what + " has " + item + ", true is " + expected.get(key) + " once");
        } else if (!Span.isSame(row, item.row())) {
          truth.found(what + " has " + item + " instead of " + row);
        }
      }
      if (before != null && isOutOfOrder(before, item, keyOf)) {
        truth.found(what + " has " + item + " after " + before);
      }
      before = item;
    }
    if (!left.isEmpty()) {
      truth.found(what + " lacks " + left + " among " + items.size());
    }
  }

  private static boolean isOutOfOrder(RowItem one, RowItem next, Function<RowItem, String> keyOf) {
    return NEWEST_FIRST.thenComparing(keyOf).compare(one, next) >= 0;
  }
}
