package dev.ovation.core.domain;

import dev.ovation.core.domain.Event.CounterEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Chooses the partition of a (target, kind): hash(space, target) mod P. The number of partitions
 * and this hash are fixed for the life of a log; changing either is a rebuild into a new ledger.
 *
 * <p>Where counters are kept apart from registers, because their events may expire, partitions 0 to
 * P - 1 are those of registers and P to 2P - 1 those of counters. A (target, kind) is in exactly
 * one of them; a target with kinds of both shapes is in two.
 *
 * <p>The hash is FNV-1a in 64 bits over the UTF-16 code units, finished with the mixer of
 * SplitMix64 (Steele et al., 2014) because FNV's low bits alone are weak.
 *
 * @param hashed how many partitions targets are spread over
 * @param counters the kinds that are counters; empty where they share partitions with registers
 * @param apart whether counters have partitions of their own
 */
public record Partitioner(int hashed, Set<String> counters, boolean apart) {

  public Partitioner {
    if (hashed < 1 || hashed > 4096) {
      throw new IllegalArgumentException("partitions must be 1 to 4096, is " + hashed);
    }
    counters = Set.copyOf(counters);
  }

  /** All kinds of a target share its partition. */
  public Partitioner(int partitions) {
    this(partitions, Set.of(), false);
  }

  /**
   * Counters have as many partitions of their own as registers have.
   *
   * @param each how many that are
   */
  public static Partitioner countersApart(int each, Kinds kinds) {
    Set<String> counters = new HashSet<>();
    for (Kind kind : kinds.all()) {
      if (kind instanceof Kind.Counter) {
        counters.add(kind.name());
      }
    }
    return new Partitioner(each, counters, true);
  }

  /** How many there are in all. */
  public int partitions() {
    return apart ? 2 * hashed : hashed;
  }

  /** Where a (target, kind) is. A kind that is not configured is taken for a register. */
  public int partition(TargetKind targetKind) {
    return counters.contains(targetKind.kind())
        ? ofCounters(targetKind.target())
        : ofRegisters(targetKind.target());
  }

  /** Where an event goes: what it is decides, whatever its kind is configured as today. */
  public int partition(Event event) {
    return event instanceof CounterEvent ? ofCounters(event.target()) : ofRegisters(event.target());
  }

  /** The partition of a target's registers. */
  public int ofRegisters(Target target) {
    return hashed == 1 ? 0 : (int) Long.remainderUnsigned(hash(target), hashed);
  }

  /** The partition of a target's counters, which may be that of its registers. */
  public int ofCounters(Target target) {
    return ofRegisters(target) + (apart ? hashed : 0);
  }

  /** All partitions of a target, that of its registers first. */
  public List<Integer> ofTarget(Target target) {
    int registers = ofRegisters(target);
    return apart ? List.of(registers, registers + hashed) : List.of(registers);
  }

  /** Whether a partition holds counters and nothing else. */
  public boolean isOfCounters(int partition) {
    return apart && partition >= hashed;
  }

  /** The partition that holds the registers of the targets whose counters a partition holds. */
  public int besides(int countersPartition) {
    return countersPartition - hashed;
  }

  private static long hash(Target target) {
    long h = 0xcbf29ce484222325L;
    h = fnv(fnv(fnv(h, target.space()), target.type()), target.id());
    h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
    h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
    return h ^ (h >>> 31);
  }

  private static long fnv(long h, String text) {
    long hash = h;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return (hash ^ 0xffff) * 0x100000001b3L;
  }
}
