package dev.ovation.app;

import dev.ovation.app.cli.OvationCommand;

/** Where the process starts. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code, see {@link dev.ovation.app.cli.ExitCode}. */
  public static void main(String[] args) {
    System.exit(OvationCommand.commandLine(System.getenv()).execute(args));
  }
}
