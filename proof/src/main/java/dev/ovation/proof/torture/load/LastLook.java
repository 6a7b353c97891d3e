package dev.ovation.proof.torture.load;

import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Entry.Call;
import dev.ovation.proof.torture.history.Entry.ListedRow;
import dev.ovation.proof.torture.history.Entry.Operation;
import dev.ovation.proof.torture.history.Entry.SummedCount;
import dev.ovation.proof.torture.history.Entry.Total;
import dev.ovation.proof.torture.history.History;
import dev.ovation.proof.torture.history.Outcome;
import dev.ovation.proof.torture.history.Register;
import dev.ovation.proof.torture.http.Answers.Fields;
import dev.ovation.proof.torture.http.HttpConnection.Response;
import dev.ovation.proof.torture.load.Playground.Addition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Looks at all that a history was about, once its clients have ended, and writes down what is seen:
 * every register, every list, every summary. Each view is asked of another node, if there are
 * several. Additions without an answer are sent again until they have one.
 */
public final class LastLook {
  private static final int BATCH = 200;
  private static final int PIPELINED = 64;
  private static final String VIEW = "view";

  private final Nodes nodes;
  private final History history;
  private final Playground playground;

  public LastLook(Nodes nodes, History history, Playground playground) {
    this.nodes = nodes;
    this.history = history;
    this.playground = playground;
  }

  /**
   * Looks.
   *
   * @return the rows and counts, as they are in the history
   * @throws IOException when something is refused for longer than patience allows
   */
  public List<Entry> look() throws IOException, InterruptedException {
    List<Entry> end = new ArrayList<>();
    // Each look has a connection of its own: who is idle for two minutes is hung up on.
    try (Reader reader = new Reader(nodes, 1)) {
      summaries(reader, false);
    }
    try (Reader reader = new Reader(nodes, 0)) {
      sendOpenTokensAgain(reader);
      registers(reader);
    }
    try (Reader reader = new Reader(nodes, 1)) {
      for (String target : playground.targets()) {
        for (String kind : Playground.kinds()) {
          end.addAll(reader.rows(target, kind));
        }
      }
    }
    try (Reader reader = new Reader(nodes, 0)) {
      end.addAll(summaries(reader, true));
    }
    history.add(end);
    return end;
  }

  /** The totals of the counters, with the time of the call; and the counts if they are wanted. */
  private List<Entry> summaries(Reader reader, boolean withCounts)
      throws IOException, InterruptedException {
    List<Operation> totals = new ArrayList<>();
    List<Entry> counts = new ArrayList<>();
    for (String target : playground.targets()) {
      long invoked = history.now();
      Fields told = reader.summary(target);
      Call call = new Call(Entry.LAST, invoked, history.now(), Outcome.OK);
      totals.add(new Total(call, target, told.object(VIEW).number(VIEW, 0)));
      if (withCounts) {
        counts.addAll(counts(target, told));
      }
    }
    history.add(totals);
    return counts;
  }

  static List<SummedCount> counts(String target, Fields told) {
    List<SummedCount> counts = new ArrayList<>();
    for (String kind : Playground.kinds()) {
      Fields ofKind = told.object(kind);
      for (String value : ofKind.all().keySet()) {
        counts.add(new SummedCount(target, kind, value, ofKind.number(value, 0)));
      }
    }
    return counts;
  }

  private void sendOpenTokensAgain(Reader reader) throws IOException, InterruptedException {
    List<Addition> open = new ArrayList<>(playground.openTokens());
    while (!open.isEmpty()) {
      Batch batch = new Batch();
      open.stream().limit(BATCH).forEach(batch::add);
      long invoked = history.now();
      Response response = reader.untilAnswered(batch.request());
      List<Operation> operations = batch.answered(Entry.LAST, invoked, history.now(), response);
      history.add(operations);
      // In the order in which they were asked for.
      for (int i = operations.size() - 1; i >= 0; i--) {
        if (operations.get(i).call().isOk()) {
          open.remove(i);
        }
      }
      if (!operations.stream().allMatch(operation -> operation.call().isOk())) {
        reader.pause();
      }
    }
  }

  private void registers(Reader reader) throws IOException, InterruptedException {
    List<Register> registers = playground.registers();
    for (int from = 0; from < registers.size(); from += PIPELINED) {
      List<Register> part = registers.subList(from, Math.min(registers.size(), from + PIPELINED));
      List<String> paths = part.stream().map(Client::path).toList();
      long invoked = history.now();
      List<Fields> told = reader.all(paths);
      Call call = new Call(Entry.LAST, invoked, history.now(), Outcome.OK);
      List<Operation> reads = new ArrayList<>();
      for (int i = 0; i < told.size(); i++) {
        reads.add(Client.read(call, part.get(i), told.get(i)));
      }
      history.add(reads);
    }
  }

  /** The rows of a list, each as an entry. */
  static ListedRow row(String target, String kind, Fields item) {
    return new ListedRow(
        new Register(target, kind, item.text("actor", "?")), item.text("value", Entry.NONE));
  }
}
