package dev.ovation.app;

import dev.ovation.app.cli.OvationCommand;
import dev.ovation.app.cli.VersionCommand;
import dev.ovation.app.profile.EmbeddedServer;

/** Where the process starts. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code, see {@link dev.ovation.app.cli.ExitCode}. */
  public static void main(String[] args) {
    System.exit(
        OvationCommand.commandLine(
                System.getenv(), loaded -> EmbeddedServer.start(loaded, VersionCommand.version()))
            .execute(args));
  }
}
