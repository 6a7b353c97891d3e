package dev.ovation.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Unsets all that an actor or a target holds. */
@Command(
    name = "erase",
    description = {
      "Unsets all that an actor holds, or all that is held on a target, for good; with --archive so"
          + " that it can be restored.",
      "Totals of counters stay: they name nobody. Needs a key with scope admin where the server"
          + " has keys."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ovation erase --actor u42 --archive", "  ovation erase --target video:7 --wait"})
final class EraseCommand implements Callable<Integer> {
  @Mixin private BegunOperation operation = new BegunOperation();

  @Mixin private SubjectOptions subject = new SubjectOptions();

  @Option(names = "--archive", description = "Keep what was held, so that it can be restored.")
  private boolean archive;

  @Override
  public Integer call() {
    return operation.begin(
        "DELETE", subject.path() + "?mode=" + (archive ? "archive" : "erase"), null);
  }
}
