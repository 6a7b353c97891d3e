package dev.ovation.app;

import dev.ovation.app.cli.OvationCommand;
import dev.ovation.app.cli.ServerStarter;
import dev.ovation.app.cli.ServerStarters;
import dev.ovation.app.cli.VersionCommand;
import dev.ovation.app.profile.ClusterProfile;
import dev.ovation.app.profile.EmbeddedProfile;
import dev.ovation.app.profile.Profile;
import dev.ovation.app.profile.ProfileServer;

/** Where the process starts. */
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code, see {@link dev.ovation.app.cli.ExitCode}. */
  public static void main(String[] args) {
    System.exit(
        OvationCommand.commandLine(
                System.getenv(),
                new ServerStarters(starter(EmbeddedProfile::open), starter(ClusterProfile::open)))
            .execute(args));
  }

  private static ServerStarter starter(Profile.Opener opener) {
    return loaded -> ProfileServer.start(loaded, VersionCommand.version(), opener);
  }
}
