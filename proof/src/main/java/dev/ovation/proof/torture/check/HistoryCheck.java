package dev.ovation.proof.torture.check;

import dev.ovation.proof.torture.history.Entry;
import dev.ovation.proof.torture.history.Entry.Add;
import dev.ovation.proof.torture.history.Entry.ListedRow;
import dev.ovation.proof.torture.history.Entry.Operation;
import dev.ovation.proof.torture.history.Entry.Read;
import dev.ovation.proof.torture.history.Entry.SummedCount;
import dev.ovation.proof.torture.history.Entry.Total;
import dev.ovation.proof.torture.history.Entry.Write;
import dev.ovation.proof.torture.history.History;
import dev.ovation.proof.torture.history.Register;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Decides whether a whole history keeps its promises: each register by itself, each counter by
 * itself (linearizability is local: Herlihy and Wing, 1990), and the views at the end among each
 * other. Memory is that of one history; a torture makes one of each fault. Not thread-safe.
 */
public final class HistoryCheck {
  private final Map<Register, List<Operation>> registers = new HashMap<>();
  private final Map<String, List<Operation>> counters = new HashMap<>();
  private final List<Violation> violations = new ArrayList<>();
  private final EndCheck end = new EndCheck(violations::add);
  private long ok;
  private long failed;
  private long unknown;

  /**
   * What was decided.
   *
   * @param ok operations that were answered, those of the last look too
   * @param remarks what is odd, but nobody promised it would not be
   */
  public record Verdict(
      long ok, long failed, long unknown, List<Violation> violations, List<Violation> remarks) {
    public Verdict {
      violations = List.copyOf(violations);
      remarks = List.copyOf(remarks);
    }

    /** How many operations were checked. */
    public long operations() {
      return ok + failed + unknown;
    }
  }

  /**
   * Decides about a file.
   *
   * @throws IllegalArgumentException when it is no whole history
   */
  public static Verdict of(Path file) throws IOException {
    HistoryCheck check = new HistoryCheck();
    History.read(file, check::add);
    return check.verdict();
  }

  /** Takes an entry, in any order. */
  public void add(Entry entry) {
    switch (entry) {
      case Write write -> operation(registers, write.register(), write);
      case Read read -> {
        operation(registers, read.register(), read);
        if (read.call().client() == Entry.LAST && read.call().isOk()) {
          end.add(read);
        }
      }
      case Add add -> operation(counters, add.target(), add);
      case Total total -> operation(counters, total.target(), total);
      case ListedRow row -> end.add(row);
      case SummedCount count -> end.add(count);
    }
  }

  private <K> void operation(Map<K, List<Operation>> by, K key, Operation operation) {
    switch (operation.call().outcome()) {
      case OK -> ok++;
      case FAILED -> failed++;
      case UNKNOWN -> unknown++;
    }
    by.computeIfAbsent(key, any -> new ArrayList<>()).add(operation);
  }

  /** Decides about what it was given. */
  public Verdict verdict() {
    registers.forEach((register, all) -> new RegisterCheck(register, all, violations::add).run());
    counters.forEach((target, all) -> new CounterCheck(target, all, violations::add).run());
    end.run();
    var byContract =
        violations.stream()
            .collect(Collectors.partitioningBy(each -> each.promise().isInContract()));
    return new Verdict(
        ok,
        failed,
        unknown,
        byContract.getOrDefault(true, List.of()),
        byContract.getOrDefault(false, List.of()));
  }
}
