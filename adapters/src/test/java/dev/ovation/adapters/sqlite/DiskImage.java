package dev.ovation.adapters.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the files of a log hold at one instant, by name, without the shared memory that a power loss
 * takes. What was written and not yet synced may be on the disk in any part, order and shape; that
 * is the model of Pillai and others, "All File Systems Are Not Created Equal" (2014), with sectors
 * as the unit that is written whole.
 */
record DiskImage(Map<String, byte[]> files) {
  private static final int SECTOR = 512;

  /** In which way the unsynced part is not as it was meant to be. */
  enum Loss {
    /** It ends somewhere, also inside a record. */
    TORN,
    /** Some sectors were written and others not, in any order. */
    REORDERED,
    /** The file has its new length, and nothing in it. */
    ZEROED,
    /** All was written, one sector of it wrongly, with what it may have held before. */
    FLIPPED
  }

  static DiskImage of(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith("-shm") && !name.equals("lock")) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    return new DiskImage(files);
  }

  /** Writes it into a directory, which holds nothing else afterwards. */
  void writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> all = Files.list(directory)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Files.write(directory.resolve(file.getKey()), file.getValue());
    }
  }

  DiskImage with(String name, byte[] bytes) {
    Map<String, byte[]> changed = new TreeMap<>(files);
    changed.put(name, bytes);
    return new DiskImage(changed);
  }

  byte[] file(String name) {
    return files.getOrDefault(name, new byte[0]);
  }

  /** This, of which only some of what makes it another one reached the disk of one file. */
  DiskImage towards(DiskImage next, String name, Loss loss, SplittableRandom random) {
    byte[] old = file(name);
    byte[] meant = next.file(name);
    byte[] got = Arrays.copyOf(meant, meant.length);
    int first = firstDifference(old, meant);
    switch (loss) {
      case TORN -> {
        int cut = first + random.nextInt(meant.length - first + 1);
        got = Arrays.copyOf(old, Math.max(old.length, cut));
        System.arraycopy(meant, first, got, first, cut - first);
      }
      case REORDERED, ZEROED -> {
        for (int at = 0; at < meant.length; at += SECTOR) {
          if (loss == Loss.ZEROED || random.nextBoolean()) {
            sectorAsBefore(old, got, at);
          }
        }
      }
      case FLIPPED -> {
        int sector = changedSector(old, meant, first, random);
        int bytes = Math.min(SECTOR, meant.length - sector);
        got[sector + random.nextInt(bytes)] ^= bit(random);
      }
    }
    return with(name, got);
  }

  private static void sectorAsBefore(byte[] old, byte[] got, int at) {
    int end = Math.min(got.length, at + SECTOR);
    for (int i = at; i < end; i++) {
      got[i] = i < old.length ? old[i] : 0;
    }
  }

  /** Only what is being written can be written wrongly. */
  private static int changedSector(byte[] old, byte[] meant, int first, SplittableRandom random) {
    int sector;
    do {
      sector = (first + random.nextInt(meant.length - first)) / SECTOR * SECTOR;
    } while (!isChanged(old, meant, sector));
    return sector;
  }

  private static boolean isChanged(byte[] old, byte[] meant, int sector) {
    int end = Math.min(meant.length, sector + SECTOR);
    return end > old.length || !Arrays.equals(old, sector, end, meant, sector, end);
  }

  private static int firstDifference(byte[] old, byte[] meant) {
    int first = Arrays.mismatch(old, meant);
    return first < 0 ? meant.length : first;
  }

  /** One bit of what is on the disk has changed. */
  DiskImage flipped(String name, SplittableRandom random) {
    byte[] bytes = file(name).clone();
    bytes[random.nextInt(bytes.length)] ^= bit(random);
    return with(name, bytes);
  }

  private static byte bit(SplittableRandom random) {
    return (byte) (1 << random.nextInt(8));
  }
}
