package dev.ovation.app.http;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a request's path apart exactly as it was sent. Nothing is normalised: {@code ..} is a well
 * formed id, so it must never climb to another route, and an encoded slash stays within its
 * segment.
 */
final class Path {
  private static final int SEGMENTS_MAX = 8;

  private Path() {}

  /**
   * The decoded segments.
   *
   * @throws ProblemException 400 when the percent-encoding is broken, 404 when there are too many
   */
  static List<String> segments(String path) {
    List<String> segments = new ArrayList<>(6);
    int from = 1;
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      int to = slash < 0 ? path.length() : slash;
      segments.add(decode(path.substring(from, to), "the path"));
      if (segments.size() > SEGMENTS_MAX) {
        throw new ProblemException(Problem.of(404, "no-such-route", "there is no such route"));
      }
      from = to + 1;
    }
    return segments;
  }

  /** Decodes percent-encoded UTF-8, strictly. */
  static String decode(String text, String where) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '%') {
        bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
        continue;
      }
      boolean isCut = i + 2 >= text.length();
      int high = isCut ? -1 : Character.digit(text.charAt(i + 1), 16);
      int low = isCut ? -1 : Character.digit(text.charAt(i + 2), 16);
      if (high < 0 || low < 0) {
        throw broken(where);
      }
      bytes.write((high << 4) | low);
      i += 2;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw broken(where);
    }
  }

  private static ProblemException broken(String where) {
    return new ProblemException(
        Problem.of(400, "malformed", where + " has broken percent-encoding or is not UTF-8"));
  }
}
