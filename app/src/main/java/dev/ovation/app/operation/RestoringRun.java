package dev.ovation.app.operation;

import dev.ovation.app.operation.OperationKind.Run;
import dev.ovation.app.operation.OperationKind.Slice;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Row;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.engine.InteractionService.Reading;
import dev.ovation.core.port.Archive.Archived;
import dev.ovation.core.port.Archive.Subject;
import dev.ovation.core.port.ErrorCode.Blame;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sets again what was archived of a subject, with the times it had, where nothing newer was
 * written; see {@link Command.PutBack} for why that holds also against writes that come meanwhile.
 * A register whose tombstone the ledger has purged is set again if it is unset now.
 */
final class RestoringRun implements Run {
  private static final int PAGE = 200;
  private static final long POLL_MILLIS = 50;

  private final Erasure.Ports ports;
  private final Operation operation;
  private final Subject subject;

  RestoringRun(Erasure.Ports ports, Operation operation, Subject subject) {
    this.ports = ports;
    this.operation = operation;
    this.subject = subject;
  }

  /**
   * How far it is.
   *
   * @param newer registers that were written to since, and stay as they are
   * @param refused registers whose kind or value is not configured any more; they stay archived
   * @param after the register that was looked at last; null before the first
   */
  private record Mark(long restored, long newer, long refused, @Nullable Interaction after) {
    /** Ids and kinds hold no bar. */
    static Mark parse(String text, String space) {
      if (text.isEmpty()) {
        return new Mark(0, 0, 0, null);
      }
      String[] parts = text.split("\\|", -1);
      return new Mark(
          Long.parseLong(parts[0]),
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Interaction.of(Ids.target(space, parts[3]), parts[4], parts[5]));
    }

    Mark plus(Tally tally, Interaction last) {
      return new Mark(
          restored + tally.restored, newer + tally.newer, refused + tally.refused, last);
    }

    String text(Interaction last) {
      return "%d|%d|%d|%s|%s|%s"
          .formatted(restored, newer, refused, last.target().text(), last.kind(), last.actor());
    }

    String described() {
      return "%d registers are set again%s%s"
          .formatted(
              restored,
              newer == 0 ? "" : ", " + newer + " were written to since and stay as they are",
              refused == 0
                  ? ""
                  : ", %d stay archived: their kind or value is not configured".formatted(refused));
    }
  }

  private static final class Tally {
    long restored;
    long newer;
    long refused;
  }

  @Override
  public Slice next(Progress from) throws InterruptedException {
    long before = from.bookmark().isEmpty() ? Erasure.before(ports, operation, subject) : 0;
    if (before != 0) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      return Slice.more(from, "waits for operation " + before);
    }
    Mark mark = Mark.parse(from.bookmark(), subject.space());
    List<Archived> page = ports.archive().of(subject, mark.after(), PAGE);
    if (page.isEmpty()) {
      return Slice.last(from.at(from.done(), from.done(), from.bookmark()), mark.described());
    }
    Tally tally = new Tally();
    ports.archive().forget(putBack(page, tally));
    Interaction last = page.getLast().interaction();
    Mark next = mark.plus(tally, last);
    return Slice.more(from.at(from.done() + page.size(), 0, next.text(last)), next.described());
  }

  /** Answers which registers need not be kept any longer. */
  private List<Interaction> putBack(List<Archived> page, Tally tally) throws InterruptedException {
    List<CompletableFuture<Reading>> readings =
        page.stream().map(one -> ports.service().read(one.interaction())).toList();
    List<Interaction> settled = new ArrayList<>();
    List<Command> commands = new ArrayList<>();
    for (int i = 0; i < page.size(); i++) {
      Archived one = page.get(i);
      Row now;
      try {
        now = Outcomes.await(readings.get(i)).row();
      } catch (OvationException e) {
        refused(e, tally);
        continue;
      }
      Command command = command(one, now);
      if (command == null) {
        tally.newer++;
        settled.add(one.interaction());
      } else {
        commands.add(command);
      }
    }
    List<Outcome> outcomes = Outcomes.await(ports.service().writeAll(commands));
    for (int i = 0; i < outcomes.size(); i++) {
      switch (outcomes.get(i)) {
        case Outcome.Written written -> {
          tally.restored++;
          settled.add(written.interaction());
        }
        case Outcome.Refused(OvationException failure) -> refused(failure, tally);
        case Outcome.Added added -> throw new IllegalStateException("no counter: " + added);
      }
    }
    return settled;
  }

  private static @Nullable Command command(Archived one, Row now) {
    if (now.version() == one.unsetVersion() && one.unsetVersion() != 0) {
      return new Command.PutBack(
          one.interaction(), one.value(), one.atMillis(), one.unsetVersion());
    }
    // Its tombstone is purged, or the operation that archived it was given up before it knew.
    boolean unknown = !now.exists() || one.unsetVersion() == 0;
    return unknown && now.value() == null
        ? new Command.Set(one.interaction(), one.value(), one.atMillis())
        : null;
  }

  private static void refused(OvationException failure, Tally tally) {
    if (failure.code().blame() != Blame.CALLER) {
      throw failure;
    }
    tally.refused++;
  }
}
