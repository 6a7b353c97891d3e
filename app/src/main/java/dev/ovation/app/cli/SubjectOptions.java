package dev.ovation.app.cli;

import static dev.ovation.app.client.ApiClient.segment;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Says whose registers a command is about. Filled in by the command-line parser. */
final class SubjectOptions {
  @SuppressWarnings("NullAway.Init") // The parser fills it in.
  @ArgGroup(exclusive = true, multiplicity = "1")
  private Subject subject;

  /** One of both. */
  static final class Subject {
    @Option(names = "--actor", paramLabel = "ACTOR", description = "All that an actor holds.")
    private @Nullable String actor;

    @Option(
        names = "--target",
        paramLabel = "TARGET",
        description = "All that is held on a target, as video:7.")
    private @Nullable String target;
  }

  /** The path of the subject. */
  String path() {
    String actor = subject.actor;
    return actor != null
        ? "/admin/v1/actors/" + segment(actor)
        : "/admin/v1/targets/" + segment(Objects.requireNonNull(subject.target));
  }
}
