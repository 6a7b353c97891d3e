package dev.ovation.cluster;

/** What the process ends with, as the other commands of {@code ovation}. */
final class ExitCode {
  static final int OK = 0;

  /** The command ran and did not succeed, or not every engine answers. */
  static final int FAILED = 1;

  private ExitCode() {}
}
