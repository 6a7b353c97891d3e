package dev.ovation.app.cli;

import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.json.Json;
import dev.ovation.app.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** Runs a command in this process and keeps what it printed. */
public record Cli(int exitCode, String out, String err) {

  static Cli run(Map<String, String> environment, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = OvationCommand.commandLine(environment, noServers());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    int exitCode = line.execute(args);
    return new Cli(exitCode, out.toString(), err.toString());
  }

  public static Cli run(String... args) {
    return run(Map.of(), args);
  }

  /** What was printed, read as JSON. */
  public JsonObject json() throws IOException {
    return Json.readObject(out);
  }

  /** For commands that must start none. */
  static ServerStarters noServers() {
    return new ServerStarters(Cli::noServer, Cli::noServer);
  }

  private static RunningServer noServer(OvationConfig.Loaded loaded) {
    throw new AssertionError("these tests start no server");
  }
}
