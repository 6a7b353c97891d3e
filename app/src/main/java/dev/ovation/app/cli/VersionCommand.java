package dev.ovation.app.cli;

import dev.ovation.app.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells which Ovation and which Java this is. */
@Command(name = "version", description = "Shows the version of Ovation and of Java.")
public final class VersionCommand implements Callable<Integer> {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @Spec
  private CommandSpec spec;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** The version written into the jar; a class folder has none. */
  public static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public Integer call() {
    Map<String, String> shown = new LinkedHashMap<>();
    shown.put("ovation", version());
    shown.put("java", Runtime.version().toString());
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.writePretty(shown));
    } else {
      shown.forEach((what, which) -> out.println(what + " " + which));
    }
    out.flush();
    return ExitCode.OK;
  }
}
