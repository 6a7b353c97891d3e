package dev.ovation.app.http;

import dev.ovation.app.http.Problem.FieldError;
import dev.ovation.core.domain.Ids;
import dev.ovation.core.domain.Kind;
import dev.ovation.core.domain.Kinds;
import dev.ovation.core.domain.Target;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks what comes in paths and queries. */
final class Params {
  private Params() {}

  static Target target(String space, String text) {
    refuse("target", Ids.problemOfTarget(text));
    return Ids.target(space, text);
  }

  static String id(String name, String text) {
    refuse(name, Ids.problemOfId(text));
    return text;
  }

  static Kind kind(Kinds kinds, String name) {
    Kind kind = kinds.find(name);
    if (kind == null) {
      String known = String.join(", ", kinds.all().stream().map(Kind::name).toList());
      throw new OvationException(
          ErrorCode.UNKNOWN_KIND,
          "there is no kind '"
              + (name.length() > 64 ? name.substring(0, 64) + "…" : name)
              + "'; there are "
              + known);
    }
    return kind;
  }

  private static void refuse(String name, @Nullable String problem) {
    if (problem != null) {
      throw new ProblemException(
          new Problem(
              422,
              ErrorCode.INVALID_ID.text(),
              name + " " + problem,
              0,
              List.of(new FieldError(name, problem))));
    }
  }
}
