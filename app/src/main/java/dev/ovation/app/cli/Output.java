package dev.ovation.app.cli;

import dev.ovation.app.json.Json;
import dev.ovation.app.json.JsonObject;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;

/** Prints a command's result to standard output, for machines or for people. */
final class Output {
  private Output() {}

  static void print(CommandSpec spec, boolean json, JsonObject data, Supplier<String> forPeople) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? Json.writePretty(data) + "\n" : forPeople.get());
    out.flush();
  }
}
