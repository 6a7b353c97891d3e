package dev.ovation.proof.torture.load;

import dev.ovation.proof.torture.check.Violation;
import dev.ovation.proof.torture.check.Violation.Promise;
import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Entry.ListedRow;
import dev.ovation.proof.torture.history.History;
import dev.ovation.proof.torture.history.Register;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What earlier histories ended with, on disk: nobody writes to their targets any more, so whatever
 * is killed later, they must stay as they are. Used by one thread.
 */
public final class Seals {
  private final Path directory;
  private final List<Seal> seals = new ArrayList<>();

  /**
   * The end of one history.
   *
   * @param unsettled registers that may still change, because nobody knows what became of a write
   */
  private record Seal(Path file, List<String> targets, Set<Register> unsettled) {}

  public Seals(Path directory) {
    this.directory = directory;
  }

  public int size() {
    return seals.size();
  }

  /**
   * Seals the end of a history.
   *
   * @param settled whether all that could still change it is dead
   */
  public void add(Playground playground, List<Entry> end, boolean settled) throws IOException {
    Path file = directory.resolve("end-" + seals.size() + ".csv");
    try (History rows = new History(file)) {
      rows.add(end);
    }
    Set<Register> unsettled = settled ? Set.of() : new HashSet<>(playground.unsettled());
    seals.add(new Seal(file, playground.targets(), unsettled));
  }

  /** Looks whether one of them is still as it was. */
  public List<Violation> recheck(int which, Nodes nodes) throws IOException, InterruptedException {
    Seal seal = seals.get(which);
    Map<Register, ListedRow> before = new HashMap<>();
    History.read(
        seal.file(),
        entry -> {
          if (entry instanceof ListedRow row) {
            before.put(row.register(), row);
          }
        });
    List<Violation> violations = new ArrayList<>();
    try (Reader reader = new Reader(nodes, which)) {
      for (String target : seal.targets()) {
        for (String kind : Playground.kinds()) {
          for (ListedRow row : reader.rows(target, kind)) {
            ListedRow sealed = before.remove(row.register());
            if (!row.equals(sealed) && !seal.unsettled().contains(row.register())) {
              violations.add(
                  changed(row.register(), sealed == null ? List.of(row) : List.of(sealed, row)));
            }
          }
        }
      }
    }
    before.keySet().removeAll(seal.unsettled());
    before.forEach((register, gone) -> violations.add(changed(register, List.of(gone))));
    return violations;
  }

  private static Violation changed(Register register, List<Entry> story) {
    return new Violation(
        Promise.SETTLED_STAYS,
        register.toString(),
        "nobody wrote to it since an earlier look, but it has changed, come or gone",
        story);
  }
}
