package dev.ovation.engines;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the programs of an engine that refuses to be root. In a user namespace of its own it does
 * not see that it is; where those are forbidden, as in most containers, it runs as nobody. Who is
 * not root runs it as who they are. Stateless.
 */
public final class Unprivileged {
  private static final int NOBODY = 65_534;
  private static final List<String> IN_NAMESPACE = List.of("unshare", "-U");
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
  private static final List<String> PREFIX = prefix();

  private Unprivileged() {}

  private static List<String> prefix() {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    return Commands.work(IN_NAMESPACE, "true") ? IN_NAMESPACE : AS_NOBODY;
  }

  /** The command, run as somebody that its program accepts. */
  public static List<String> command(List<String> command) {
    List<String> all = new ArrayList<>(PREFIX);
    all.addAll(command);
    return all;
  }

  /**
   * Gives a directory to whom the programs run as.
   *
   * @throws EngineException when it can't be given away
   */
  public static void own(Path directory) {
    if (PREFIX.equals(AS_NOBODY)) {
      try {
        Files.setAttribute(directory, "unix:uid", NOBODY);
      } catch (IOException e) {
        throw new EngineException("can't give " + directory + " to nobody: " + e, e);
      }
    }
  }
}
