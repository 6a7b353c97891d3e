package dev.ovation.cluster;

import dev.ovation.engines.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A process of this machine, told from every other that has or will have its pid. Linux only.
 *
 * @param pid its number, which another process gets after its end
 * @param start when it started, in the kernel's ticks since the boot: unlike a time of day it does
 *     not move when the clock is set
 * @param boot the machine's boot
 */
record ProcessIdentity(long pid, String start, String boot) {
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  // Of /proc/PID/stat, counted after the command's name, which may hold anything.
  private static final int STATE = 0;
  private static final int START = 19;

  /** The process that has this pid now; empty when there is none, or only what is left of one. */
  static Optional<ProcessIdentity> of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      List<String> fields = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
      String state = fields.get(STATE);
      // Where nobody waits for orphans, as in many containers, a dead process stays listed.
      if (state.equals("Z") || state.equals("X")) {
        return Optional.empty();
      }
      return Optional.of(
          new ProcessIdentity(pid, fields.get(START), Files.readString(BOOT).strip()));
    } catch (IOException e) {
      return Optional.empty(); // It has ended, before or while its file was read.
    }
  }

  boolean runs() {
    return of(pid).equals(Optional.of(this));
  }

  /** When it started, for people; empty when it has ended. */
  Optional<Instant> since() {
    return runs() ? ProcessHandle.of(pid).flatMap(p -> p.info().startInstant()) : Optional.empty();
  }

  /** Reads what {@link #write} wrote; empty when there is no such file. */
  static Optional<ProcessIdentity> read(Path file) {
    try {
      String[] words = Files.readString(file).strip().split(" ", -1);
      return Optional.of(new ProcessIdentity(Long.parseLong(words[0]), words[1], words[2]));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      throw new EngineException(
          file + " can't be read: " + e + "; end its process by hand and delete the file", e);
    }
  }

  void write(Path file) throws IOException {
    Files.writeString(file, pid + " " + start + " " + boot + "\n");
  }
}
