package dev.ovation.app.cli.csvimport;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of the file as an operation of the API.
 *
 * @param line where it starts in the file, from 1
 */
record Operation(long line, Map<String, Object> fields) {

  /** Equal for operations on the same register, which must stay in order. */
  List<@Nullable Object> register() {
    return Arrays.asList(fields.get("target"), fields.get("actor"));
  }

  /** Whether it stands for what was there before; of additions, on the contrary, each counts. */
  boolean replaces() {
    return !"add".equals(fields.get("op"));
  }
}
