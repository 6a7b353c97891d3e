package dev.ovation.engines;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Short commands of the machine. Stateless. */
public final class Commands {
  private Commands() {}

  /**
   * Runs a command and waits for its end.
   *
   * @return whether it is there and ended with status 0
   */
  public static boolean work(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    Process process;
    try {
      process = builder.start();
    } catch (IOException _) {
      // That the machine does not have the command is an answer.
      return false;
    }
    try {
      return process.waitFor() == 0;
    } catch (InterruptedException e) {
      throw EngineException.interrupted("waiting for " + all, e);
    }
  }
}
