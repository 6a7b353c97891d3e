package dev.ovation.core.engine;

import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.port.ClusterLedger.ColdAnswer;
import dev.ovation.core.port.HotStore.HotAnswer;
import dev.ovation.core.port.HotStore.HotQuery;
import dev.ovation.core.port.Ledger.LedgerQuery;
import dev.ovation.core.port.TimeSource;
import java.time.Duration;

/**
 * The counts that a node was told a moment ago, of targets that many ask for. They come from the
 * hot store or, where that is cold or away, from the ledger behind its barrier; each is told again
 * with the source it came from.
 *
 * <p>What is told from here includes all that any node had answered {@code ageMax} before the
 * reader began, and all that this node had answered until then. Only counts that nobody's own
 * stance goes with are told so; a question with a key is for the slot itself.
 *
 * <p>Thread-safe. Not final, so that the simulator can leave a rule out.
 */
public class NearReads {
  private final NearCache<HotQuery, HotAnswer> hot;
  private final NearCache<LedgerQuery, ColdAnswer> cold;

  /**
   * How old and how many.
   *
   * @param ageMax answers that were asked for longer ago are not given again
   * @param entriesMax answers that are kept of each, hot store and ledger
   */
  public record Settings(Duration ageMax, int entriesMax) {
    public Settings {
      if (ageMax.isNegative() || entriesMax < 1) {
        throw new IllegalArgumentException("not an age and a number of entries: " + ageMax);
      }
    }

    /** What the design allows, and room for more targets than are hot at a time. */
    public static Settings standard() {
      return new Settings(Duration.ofMillis(200), 4_096);
    }
  }

  /**
   * Figures since the start, and the size now.
   *
   * @param hits counts that were near, or that somebody else had asked for just now
   * @param misses counts that had to be asked for
   */
  public record Stats(long hits, long misses, long entries) {}

  public NearReads(Settings settings, TimeSource time) {
    this.hot =
        new NearCache<>(
            settings,
            time,
            query -> query.key() == null ? query.targetKind() : null,
            answer -> answer.counts() != null);
    this.cold =
        new NearCache<>(
            settings,
            time,
            query -> query.key() == null && query.counts() ? query.targetKind() : null,
            answer -> true);
  }

  /** A write of this node is visible and about to be answered: what was asked before lacks it. */
  public void written(TargetKind targetKind) {
    hot.forget(targetKind);
    cold.forget(targetKind);
  }

  public Stats stats() {
    return new Stats(
        hot.hits() + cold.hits(), hot.misses() + cold.misses(), (long) hot.size() + cold.size());
  }

  NearCache<HotQuery, HotAnswer> hot() {
    return hot;
  }

  NearCache<LedgerQuery, ColdAnswer> cold() {
    return cold;
  }
}
