package dev.ovation.app.consistency;

import dev.ovation.app.operation.OperationKind;
import dev.ovation.app.operation.Outcomes;
import dev.ovation.core.consistency.FullPass;
import dev.ovation.core.consistency.PassFigures;
import dev.ovation.core.consistency.PassFigures.What;
import dev.ovation.core.consistency.Sweeper;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A pass over everything, as an operation: it can be watched, paused and given up. */
public final class SweepOperation implements OperationKind {
  private static final String NAME = "sweep";

  /** A parameter: whether what is found is mended whatever the configuration says. */
  private static final String REPAIR = "repair";

  private static final long SLICE_NANOS = Duration.ofMillis(500).toNanos();

  private final Sweeper sweeper;

  public SweepOperation(Sweeper sweeper) {
    this.sweeper = sweeper;
  }

  /** What is asked for by a request of this kind. */
  static Operation.Request request(boolean repair, String by) {
    return new Operation.Request(NAME, "", Map.of(REPAIR, Boolean.toString(repair)), by);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Run begin(Operation operation) {
    boolean repair = Boolean.parseBoolean(operation.request().parameter(REPAIR, "false"));
    String from = operation.progress().bookmark();
    FullPass pass = from.isEmpty() ? sweeper.everything(repair) : sweeper.everything(repair, from);
    return progress -> next(pass, progress);
  }

  /** Whether an operation is one of these. */
  static boolean is(Operation operation) {
    return operation.request().kind().equals(NAME);
  }

  private static Slice next(FullPass pass, Progress from) throws InterruptedException {
    long began = System.nanoTime();
    while (!pass.isAtItsEnd() && System.nanoTime() - began < SLICE_NANOS) {
      TimeUnit.NANOSECONDS.sleep(Outcomes.await(pass.step()));
    }
    boolean isLast = pass.isAtItsEnd();
    if (isLast) {
      pass.end();
    }
    PassFigures figures = pass.figures();
    String detail =
        String.format(
            Locale.ROOT,
            "%s: %,d counted again, %,d events, %,d of the hot store and %,d views compared;"
                + " %,d wrong, %,d cases opened, %,d not comparable",
            isLast ? "done" : "at " + pass.phase(),
            figures.get(What.RECOUNTED),
            figures.get(What.EVENTS),
            figures.get(What.SLOTS),
            figures.get(What.VIEWS),
            figures.get(What.FOUND),
            figures.get(What.OPENED),
            figures.get(What.NOT_COMPARABLE));
    return new Slice(from.at(figures.get(What.ROWS), 0, pass.text()), isLast, detail);
  }
}
