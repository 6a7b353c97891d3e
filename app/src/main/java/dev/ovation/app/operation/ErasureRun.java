package dev.ovation.app.operation;

import dev.ovation.app.operation.OperationKind.Run;
import dev.ovation.app.operation.OperationKind.Slice;
import dev.ovation.core.domain.Actor;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.TargetKind;
import dev.ovation.core.engine.Command;
import dev.ovation.core.engine.InteractionService.Outcome;
import dev.ovation.core.port.Archive.Archived;
import dev.ovation.core.port.Archive.Subject;
import dev.ovation.core.port.Ledger.DeadLetter;
import dev.ovation.core.port.Ledger.LedgerPosition;
import dev.ovation.core.port.Ledger.Page;
import dev.ovation.core.port.Ledger.RowItem;
import dev.ovation.core.port.Operation;
import dev.ovation.core.port.Operation.Progress;
import dev.ovation.core.port.OvationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Unsets what a subject held when the operation began. First it waits until the ledger has all that
 * was in the log then; the highest version that it has met by then is the fence: what is newer was
 * written later, and stays. Then it goes through the ledger's lists, a page a slice. What it meets
 * there that is unset already, because the ledger lags, is unset once more, which changes nothing.
 */
final class ErasureRun implements Run {
  private static final int PAGE = 200;
  private static final int LETTERS_MAX = 10_000;
  private static final long POLL_MILLIS = 50;

  private final Erasure.Ports ports;
  private final Operation operation;
  private final Subject subject;
  private final boolean archives;

  /** Where the log ended when this run began, by partition; empty before that. */
  private final List<Long> ends = new ArrayList<>();

  ErasureRun(Erasure.Ports ports, Operation operation, Subject subject) {
    this.ports = ports;
    this.operation = operation;
    this.subject = subject;
    this.archives = operation.request().parameter("mode", "").equals("archive");
  }

  /**
   * Where the next page begins.
   *
   * @param atMillis {@link #KIND_DONE} when nothing of the kind is left
   */
  private record Mark(long fence, String kind, long atMillis, String key) {
    static final long KIND_DONE = Long.MIN_VALUE;

    static Mark first(long fence) {
      return new Mark(fence, "", KIND_DONE, "");
    }

    /** Ids and kinds hold no bar. */
    static Mark parse(String text) {
      String[] parts = text.split("\\|", -1);
      return new Mark(Long.parseLong(parts[0]), parts[1], Long.parseLong(parts[2]), parts[3]);
    }

    String text() {
      return fence + "|" + kind + "|" + atMillis + "|" + key;
    }

    boolean isLeft(String other) {
      int order = other.compareTo(kind);
      return order > 0 || (order == 0 && atMillis != KIND_DONE);
    }
  }

  @Override
  public Slice next(Progress from) throws InterruptedException {
    if (from.bookmark().isEmpty()) {
      return begin(from);
    }
    // A run before this one ended between keeping what registers held and knowing what unset them.
    List<Archived> open = ports.archive().open(operation.id(), PAGE);
    if (!open.isEmpty()) {
      unset(open);
      return more(from, from.done() + open.size(), from.bookmark());
    }
    Mark mark = Mark.parse(from.bookmark());
    List<String> held = ports.archive().kinds(subject);
    for (String kind : held) {
      if (mark.isLeft(kind) && isRegister(kind)) {
        return page(from, mark, kind);
      }
    }
    return last(from, held);
  }

  private Slice begin(Progress from) throws InterruptedException {
    long before = Erasure.before(ports, operation, subject);
    if (before != 0) {
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      return Slice.more(from, "waits for operation " + before);
    }
    int partitions = ports.log().partitions();
    for (int p = ends.size(); p < partitions; p++) {
      ends.add(Outcomes.await(ports.log().endNow(p)));
    }
    long fence = 0;
    for (int p = 0; p < partitions; p++) {
      LedgerPosition position = ports.ledger().position(p);
      if (position.h() < ends.get(p)) {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        return Slice.more(from, "waits until the ledger has what is in the log");
      }
      fence = Math.max(fence, position.version());
    }
    List<Archived> parked = parked();
    unset(parked);
    return more(from, parked.size(), Mark.first(fence).text());
  }

  /** What is parked is shown as if it were set, and would be set once it is tried again. */
  private List<Archived> parked() {
    List<Archived> found = new ArrayList<>();
    for (int p = 0; p < ports.log().partitions(); p++) {
      List<DeadLetter> letters = ports.ledger().deadLetters(p, LETTERS_MAX);
      if (letters.size() == LETTERS_MAX) {
        throw new OperationFailedException(
            LETTERS_MAX + " or more events are parked; see to them first, then erase again");
      }
      for (DeadLetter letter : letters) {
        if (letter.event() instanceof RegisterEvent e
            && e.value() != null
            && subject.has(e.interaction())
            && isRegister(e.interaction().kind())) {
          found.add(new Archived(e.interaction(), e.value(), e.atMillis(), 0));
        }
      }
    }
    return found;
  }

  private boolean isRegister(String kind) {
    return ports.kinds().find(kind) instanceof Kind.Register;
  }

  private Slice page(Progress from, Mark mark, String kind) throws InterruptedException {
    boolean goesOn = mark.kind().equals(kind);
    List<RowItem> rows =
        rows(kind, goesOn ? new Page(mark.atMillis(), mark.key(), PAGE) : Page.first(PAGE));
    List<Archived> held = new ArrayList<>();
    for (RowItem row : rows) {
      if (row.row().version() <= mark.fence()) {
        String value = Objects.requireNonNull(row.row().value());
        held.add(new Archived(row.interaction(), value, row.row().atMillis(), 0));
      }
    }
    unset(held);
    Mark next =
        rows.size() < PAGE
            ? new Mark(mark.fence(), kind, Mark.KIND_DONE, "")
            : after(mark.fence(), kind, rows.getLast());
    return more(from, from.done() + held.size(), next.text());
  }

  private List<RowItem> rows(String kind, Page page) {
    String actor = subject.actor();
    if (actor != null) {
      return ports.ledger().actorRows(new Actor(subject.space(), actor), kind, null, page);
    }
    String target = Objects.requireNonNull(subject.target());
    TargetKind of = new TargetKind(Ids.target(subject.space(), target), kind);
    return ports.ledger().targetRows(of, null, page);
  }

  private Mark after(long fence, String kind, RowItem row) {
    Interaction last = row.interaction();
    String key = subject.actor() == null ? last.actor() : last.target().text();
    return new Mark(fence, kind, row.row().atMillis(), key);
  }

  /** What is kept is kept before it is unset, or a crash in between would lose it. */
  private void unset(List<Archived> held) throws InterruptedException {
    if (held.isEmpty()) {
      return;
    }
    if (archives) {
      ports.archive().keep(operation.id(), held);
    }
    List<Command> commands =
        held.stream().<Command>map(one -> new Command.Unset(one.interaction(), null)).toList();
    List<Outcome> outcomes = Outcomes.await(ports.service().writeAll(commands));
    List<Archived> known = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      switch (outcomes.get(i)) {
        case Outcome.Written written -> {
          Archived one = held.get(i);
          known.add(
              new Archived(one.interaction(), one.value(), one.atMillis(), written.version()));
        }
        case Outcome.Refused(OvationException failure) -> throw failure;
        case Outcome.Added added -> throw new IllegalStateException("no counter: " + added);
      }
    }
    if (archives) {
      ports.archive().keep(operation.id(), known);
    }
  }

  private static Slice more(Progress from, long done, String bookmark) {
    return Slice.more(from.at(done, 0, bookmark), "");
  }

  private Slice last(Progress from, List<String> held) {
    if (!archives) {
      ports.archive().forget(subject);
    }
    List<String> left = held.stream().filter(kind -> !isRegister(kind)).toList();
    if (!left.isEmpty()) {
      throw new OperationFailedException(
          from.done()
              + " registers are unset, but there are more of kinds that are not configured as"
              + " registers: "
              + String.join(", ", left)
              + ". Configure them, and erase again");
    }
    return Slice.last(
        from.at(from.done(), from.done(), from.bookmark()),
        from.done() + " registers are " + (archives ? "archived" : "erased"));
  }
}
