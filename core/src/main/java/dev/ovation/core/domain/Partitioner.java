package dev.ovation.core.domain;

/**
 * Chooses a target's partition: hash(space, target) mod P. The number of partitions and this hash
 * are fixed for the life of a log; changing either is a rebuild into a new ledger.
 *
 * <p>The hash is FNV-1a in 64 bits over the UTF-16 code units, finished with the mixer of
 * SplitMix64 (Steele et al., 2014) because FNV's low bits alone are weak.
 */
public record Partitioner(int partitions) {

  public Partitioner {
    if (partitions < 1 || partitions > 4096) {
      throw new IllegalArgumentException("partitions must be 1 to 4096, is " + partitions);
    }
  }

  public int partition(Target target) {
    return partitions == 1 ? 0 : (int) Long.remainderUnsigned(hash(target), partitions);
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
