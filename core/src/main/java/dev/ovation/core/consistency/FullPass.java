package dev.ovation.core.consistency;

import dev.ovation.core.consistency.Leg.Took;
import dev.ovation.core.consistency.SweepStatus.Lines;
import dev.ovation.core.consistency.SweepStatus.Request;
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
final class FullPass {
  private static final String ROWS = "rows";
  private static final String LOG = "log";
  private static final String HOT = "hot";

  final Request request;
  private final PassContext context;
  private final Pass pass;
  private String phase;
  private String stands = "";

  private FullPass(PassContext context, CaseDesk desk, Request request, Lines from) {
    this.context = context;
    this.request = request;
    this.phase = from.text("phase", ROWS);
    @Nullable String cursor = from.orNull("cursor");
    List<Supplier<Leg>> legs = new ArrayList<>();
    if (phase.equals(ROWS)) {
      legs.add(() -> at(ROWS, new RecountAllLeg(context, cursor)));
    }
    if (!phase.equals(HOT)) {
      int first = phase.equals(LOG) && cursor != null ? partition(cursor) : 0;
      long after = phase.equals(LOG) && cursor != null ? offset(cursor) : 0;
      for (int p = first; p < context.log.partitions(); p++) {
        int partition = p;
        legs.add(() -> at(LOG, log(partition, partition == first ? after : 0)));
      }
    }
    legs.add(() -> at(HOT, new LoadedLeg(context, phase.equals(HOT) ? cursor : null)));
    this.pass = new Pass(context, new CaseOpening(desk, "full sweep", request.repair()), legs);
  }

  static FullPass begun(
      Sweeper.Ports ports, SweepSettings settings, CaseDesk desk, Request request) {
    return new FullPass(new PassContext(ports, settings), desk, request, Lines.of(""));
  }

  /** Takes up what {@link #text} has kept. */
  static FullPass resumed(
      Sweeper.Ports ports, SweepSettings settings, CaseDesk desk, String text) {
    Lines lines = Lines.of(text);
    return new FullPass(
        new PassContext(ports, settings, PassFigures.of(text)), desk, Request.of(lines), lines);
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

  private static int partition(String cursor) {
    return Integer.parseInt(cursor.substring(0, cursor.indexOf(' ')));
  }

  private static long offset(String cursor) {
    return Long.parseLong(cursor.substring(cursor.indexOf(' ') + 1));
  }

  PassFigures figures() {
    return context.figures;
  }

  boolean isAtItsEnd() {
    return pass.isAtItsEnd();
  }

  CompletableFuture<Took> step() {
    return pass.step()
        .thenApply(
            took -> {
              stands = standing();
              return took;
            });
  }

  /** Between two legs it stands at the beginning of the next, which is told once it is met. */
  private String standing() {
    return switch (pass.leg()) {
      case RecountAllLeg leg -> leg.cursor() == null ? "" : leg.cursor();
      case LogLeg leg -> leg.partition() + " " + leg.after();
      case LoadedLeg leg -> leg.cursor() == null ? "" : leg.cursor();
      case null, default -> stands;
    };
  }

  /** Where it stands, and what it has done, to be taken up from. */
  String text() {
    return request.text()
        + "phase="
        + phase
        + "\ncursor="
        + stands
        + "\n"
        + context.figures.text();
  }
}
