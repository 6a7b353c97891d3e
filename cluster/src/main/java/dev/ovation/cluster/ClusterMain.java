package dev.ovation.cluster;

/** Where {@code ovation cluster} starts. */
public final class ClusterMain {
  private ClusterMain() {}

  /** Runs one command and exits with its code, see {@link ExitCode}. */
  public static void main(String[] args) {
    System.exit(ClusterCommand.commandLine().execute(args));
  }
}
