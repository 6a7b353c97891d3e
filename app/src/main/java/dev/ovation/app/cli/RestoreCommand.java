package dev.ovation.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sets again what was archived. */
@Command(
    name = "restore",
    description = {
      "Sets again what erase --archive has unset, where nothing newer was written.",
      "Needs a key with scope admin where the server has keys."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ovation restore --actor u42"})
final class RestoreCommand implements Callable<Integer> {
  @Mixin private BegunOperation operation = new BegunOperation();

  @Mixin private SubjectOptions subject = new SubjectOptions();

  @Override
  public Integer call() {
    return operation.begin("POST", subject.path() + "/restore", null);
  }
}
