package dev.ovation.app.profile;

import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Target;
import dev.ovation.core.engine.InteractionService;
import dev.ovation.core.engine.InteractionService.Summary;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.SweepLedger;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads into the hot store what the last run was asked for most, by asking for it as anybody would,
 * so that it can only load what a reader would be shown. It begins once the process serves and ends
 * after a time, whatever is left; what is not loaded by then is loaded when somebody asks for it.
 *
 * <p>Thread-safe. Methods block.
 */
final class WarmUp {
  private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
  private static final String BOOKMARK = "hottest";
  private static final int TARGETS_MAX = 500;
  private static final int ACTORS_MAX = 500;

  /** Few at a time, so that requests need not wait behind them. */
  private static final int AT_ONCE = 20;

  static final Duration NOTED_EVERY = Duration.ofMinutes(1);

  private final InteractionService service;
  private final SweepLedger ledger;
  private final Kinds kinds;
  private final TimeSource time;
  private final Duration most;
  private volatile boolean stopped;

  /**
   * @param most how long it may take; zero for no warm-up
   */
  WarmUp(
      InteractionService service, SweepLedger ledger, Kinds kinds, TimeSource time, Duration most) {
    this.service = service;
    this.ledger = ledger;
    this.kinds = kinds;
    this.time = time;
    this.most = most;
  }

  /** Notes what is asked for most, for the next run. */
  void note() {
    HotList list = hottest();
    if (!list.isEmpty()) {
      ledger.bookmark(BOOKMARK, list.text());
    }
  }

  private HotList hottest() {
    Map<Target, Boolean> targets = new LinkedHashMap<>();
    for (InteractionService.HotTarget hot : service.hottest(TARGETS_MAX)) {
      targets.put(hot.targetKind().target(), true);
    }
    return new HotList(List.copyOf(targets.keySet()), service.hottestActors(ACTORS_MAX));
  }

  /** Ends what {@link #run} is at, and notes for the last time. */
  void stop() {
    stopped = true;
    try {
      note();
    } catch (OvationException e) {
      LOG.warn("what was asked for most is not noted: {}", e.getMessage());
    }
  }

  /** Loads what the last run noted. A failure is logged: the process serves without it, too. */
  void run() {
    if (most.isZero()) {
      return;
    }
    try {
      String noted = ledger.bookmark(BOOKMARK);
      if (noted != null) {
        load(HotList.parse(noted));
      }
    } catch (OvationException | CompletionException e) {
      LOG.warn(
          "the hottest of the last run could not be loaded: {}",
          OvationException.causeOf(e).getMessage());
    }
  }

  private void load(HotList list) {
    long started = time.nanos();
    int targets = 0;
    int actors = 0;
    List<Kind> all = List.copyOf(kinds.all());
    for (int i = 0; i < list.targets().size() && isInTime(started); i += AT_ONCE) {
      List<Target> some = part(list.targets(), i);
      targets += known(service.summaries(some, all, null).join());
    }
    for (int i = 0; i < list.actors().size() && isInTime(started); i++) {
      actors += view(list.actors().get(i), list.targets(), all);
    }
    LOG.info(
        "loaded {} of {} targets and {} of {} actors that the last run was asked for most, in {} ms",
        targets,
        list.targets().size(),
        actors,
        list.actors().size(),
        (time.nanos() - started) / 1_000_000);
  }

  /** What an actor holds on any target loads the view of all that he holds. */
  private int view(Actor actor, List<Target> targets, List<Kind> all) {
    return targets.stream()
        .filter(target -> target.space().equals(actor.space()))
        .findFirst()
        .map(target -> known(service.summaries(List.of(target), all, actor.id()).join()))
        .orElse(0);
  }

  private static int known(List<Summary> summaries) {
    return (int) summaries.stream().filter(Summary.Known.class::isInstance).count();
  }

  private boolean isInTime(long started) {
    return !stopped && time.nanos() - started < most.toNanos();
  }

  private static <T> List<T> part(List<T> list, int from) {
    return list.subList(from, Math.min(list.size(), from + AT_ONCE));
  }
}
