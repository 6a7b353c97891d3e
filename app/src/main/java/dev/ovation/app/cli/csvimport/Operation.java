package dev.ovation.app.cli.csvimport;

import java.util.Map;
import java.util.Objects;

/**
 * One line of the file as an operation of the API.
 *
 * @param line where it starts in the file, from 1
 */
record Operation(long line, Map<String, Object> fields) {

  /** Equal for operations on the same register, which must stay in order. */
  int registerHash() {
    return Objects.hash(fields.get("target"), fields.get("actor"));
  }
}
