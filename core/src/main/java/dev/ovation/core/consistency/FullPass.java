package dev.ovation.core.consistency;

import dev.ovation.core.consistency.SweepStatus.Lines;
import dev.ovation.core.consistency.SweepTotals.Which;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pass over everything: the ledger's rows and counts, then the log, then what is loaded in the
 * hot store. It can be taken up where it stood. What it suspected of a partition's log by then is
 * lost; the rows and counts tell the same, and so does the next pass. Not thread-safe.
 */
public final class FullPass {
  private static final String ROWS = "rows";
  private static final String LOG = "log";
  private static final String HOT = "hot";

  private final PassContext context;
  private final Pass pass;
  private final Pace pace;
  private final SweepTotals totals;
  private String phase;
  private String stands;

  private FullPass(PassContext context, CaseOpening cases, SweepTotals totals, Lines from) {
    this.context = context;
    this.totals = totals;
    this.pace = new Pace(Which.FULL, context.figures, context.settings, context.time(), totals);
    this.phase = from.text("phase", ROWS);
    this.stands = from.text("cursor", "");
    this.pass = new Pass(context, cases, legs(from.orNull("cursor")));
  }

  private List<Supplier<Leg>> legs(@Nullable String cursor) {
    List<Supplier<Leg>> legs = new ArrayList<>();
    if (phase.equals(ROWS)) {
      legs.add(() -> at(ROWS, new RecountAllLeg(context, cursor)));
    }
    LogStand log = LogStand.of(phase.equals(LOG) ? cursor : null);
    for (int p = log.partition(); p < context.log.partitions() && !phase.equals(HOT); p++) {
      int partition = p;
      long after = p == log.partition() ? log.after() : 0;
      legs.add(() -> at(LOG, log(partition, after)));
    }
    String page = phase.equals(HOT) ? cursor : null;
    legs.add(() -> at(HOT, new LoadedLeg(context, page)));
    return legs;
  }

  static FullPass begun(
      Sweeper.Ports ports, SweepSettings settings, CaseOpening cases, SweepTotals totals) {
    return new FullPass(new PassContext(ports, settings), cases, totals, Lines.of(""));
  }

  static FullPass resumed(
      Sweeper.Ports ports,
      SweepSettings settings,
      CaseOpening cases,
      SweepTotals totals,
      String from) {
    return new FullPass(
        new PassContext(ports, settings, PassFigures.of(from)), cases, totals, Lines.of(from));
  }

  private Leg log(int partition, long after) {
    long h = context.ledger.position(partition).h();
    return new LogLeg(context, partition, after, h, null);
  }

  private Leg at(String newPhase, Leg leg) {
    phase = newPhase;
    stands = "";
    return leg;
  }

  /** How far the log was read. */
  private record LogStand(int partition, long after) {
    static LogStand of(@Nullable String text) {
      if (text == null) {
        return new LogStand(0, 0);
      }
      int space = text.indexOf(' ');
      return new LogStand(
          Integer.parseInt(text.substring(0, space)), Long.parseLong(text.substring(space + 1)));
    }

    String text() {
      return partition + " " + after;
    }
  }

  public PassFigures figures() {
    return context.figures.copy();
  }

  /** What it is at: rows, log or hot. */
  public String phase() {
    return phase;
  }

  /** Whether {@link #end} is next. */
  public boolean isAtItsEnd() {
    return pass.isAtItsEnd();
  }

  /**
   * Takes one step, and tells how long to rest before the next, in nanoseconds. The future fails
   * with what a port failed with; the next step then goes on where this one began.
   */
  public CompletableFuture<Long> step() {
    try {
      return pace.timed(
          () ->
              pass.step()
                  .thenApply(
                      took -> {
                        stands = standing();
                        return took;
                      }));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private String standing() {
    return switch (pass.leg()) {
      case RecountAllLeg leg -> orBeginning(leg.cursor());
      case LogLeg leg -> new LogStand(leg.partition(), leg.after()).text();
      case LoadedLeg leg -> orBeginning(leg.cursor());
      case null, default -> stands;
    };
  }

  private static String orBeginning(@Nullable String cursor) {
    return cursor == null ? "" : cursor;
  }

  /** Keeps what it did. Blocks; may be repeated when it fails. */
  public void end() {
    context.figures.ended(context.time().millis());
    context.sweep.bookmark(SweepStatus.FULL, context.figures.text());
    Sweeper.keepFigures(context.ports, Which.FULL, context.figures);
    totals.ended(Which.FULL);
  }

  /** Where it stands, and what it has done, to be taken up from. */
  public String text() {
    return "phase=" + phase + "\ncursor=" + stands + "\n" + context.figures.text();
  }
}
