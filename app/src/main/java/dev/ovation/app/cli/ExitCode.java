package dev.ovation.app.cli;

/** What the process ends with. Scripts rely on the numbers. */
public final class ExitCode {
  public static final int OK = 0;

  /** The command ran and did not succeed: the server refused, or lines of an import failed. */
  public static final int FAILED = 1;

  /** The command line is wrong. */
  public static final int USAGE = 2;

  /** No server answers at the URL. */
  public static final int UNREACHABLE = 3;

  /** The configuration is refused. */
  public static final int CONFIG = 4;

  private ExitCode() {}
}
