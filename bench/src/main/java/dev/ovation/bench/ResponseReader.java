package dev.ovation.bench;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Reads of HTTP/1.1 answers with a Content-Length, one at a time, their status and where they end.
 * Not thread-safe.
 */
final class ResponseReader {
  /** Of the answer there is only a part so far. */
  static final int NOT_YET = 0;

  private static final String END_OF_HEAD = "\r\n\r\n";
  private static final String LENGTH = "\r\ncontent-length:";
  private static final int STATUS_AT = "HTTP/1.1 ".length();
  private static final int STATUS_DIGITS = 3;

  private Buffer received = Buffer.buffer();

  void clear() {
    received = Buffer.buffer();
  }

  /** Takes what came and returns the status, once the answer is whole. */
  int read(Buffer bytes) {
    received = received.length() == 0 ? bytes : received.appendBuffer(bytes);
    String text = received.toString(StandardCharsets.ISO_8859_1);
    int end = text.indexOf(END_OF_HEAD);
    if (end < 0 || received.length() < end + END_OF_HEAD.length() + length(text, end)) {
      return NOT_YET;
    }
    clear();
    return Integer.parseInt(text, STATUS_AT, STATUS_AT + STATUS_DIGITS, 10);
  }

  private static int length(String text, int end) {
    String head = text.substring(0, end).toLowerCase(Locale.ROOT);
    int at = head.indexOf(LENGTH);
    if (at < 0) {
      throw new IllegalStateException("an answer without Content-Length: " + head);
    }
    int from = at + LENGTH.length();
    int until = head.indexOf('\r', from);
    return Integer.parseInt(head.substring(from, until < 0 ? head.length() : until).trim());
  }
}
