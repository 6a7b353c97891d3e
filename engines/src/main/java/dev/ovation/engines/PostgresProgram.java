package dev.ovation.engines;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's programs. Logins over loopback are trusted, and there is no other way in.
 *
 * @param home where {@link PostgresBinaries#unpack} put them
 */
public record PostgresProgram(Path home) {
  /** The superuser; logins are trusted, so it has no password. */
  public static final String SUPERUSER = "postgres";

  /** The command that makes the files of a new server; it must not be run as root. */
  public List<String> initialize(Path data) {
    return List.of(
        program("initdb"),
        "-A",
        "trust",
        "-U",
        SUPERUSER,
        "-D",
        data.toString(),
        "-E",
        "UTF8",
        "--locale=C");
  }

  /**
   * The command that runs the server; it must not be run as root.
   *
   * @param options settings as {@code name=value}
   */
  public List<String> serve(Path data, int port, List<String> options) {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(program("postgres"), "-D", data.toString(), "-p", Integer.toString(port)));
    for (String option : options) {
      command.addAll(List.of("-c", option));
    }
    command.addAll(List.of("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="));
    return command;
  }

  private String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  /**
   * Whether what a server printed before it ended says that another try may do: after a kill -9 its
   * old children hold the shared memory for a moment, and the dead process itself is still listed
   * until somebody has asked for its status.
   */
  public static boolean isWorthAnotherTry(String printed) {
    return printed.contains("pre-existing shared memory block")
        || printed.contains("lock file \"postmaster.pid\" already exists");
  }
}
