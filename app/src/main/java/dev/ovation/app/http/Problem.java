package dev.ovation.app.http;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.List;

/**
 * An error answer: {@code application/problem+json} of RFC 9457. The only place where an error of
 * the core becomes a status.
 *
 * @param code for programs
 * @param detail for people: what is wrong and what to do
 * @param retryAfterSeconds 0 when repeating does not help
 * @param errors every single thing that is wrong, where there may be several
 */
record Problem(
    int status, String code, String detail, int retryAfterSeconds, List<FieldError> errors) {

  /**
   * One thing that is wrong.
   *
   * @param pointer a JSON pointer (RFC 6901) into the body, or the name of a parameter
   */
  record FieldError(String pointer, String detail) {}

  static Problem of(int status, String code, String detail) {
    return new Problem(status, code, detail, status == 429 || status == 503 ? 1 : 0, List.of());
  }

  static Problem retryAfter(int status, String code, String detail, int seconds) {
    return new Problem(status, code, detail, seconds, List.of());
  }

  static Problem invalid(int status, List<FieldError> errors) {
    FieldError first = errors.getFirst();
    String detail = first.pointer() + ": " + first.detail();
    return new Problem(
        status,
        status == 400 ? "malformed" : "invalid",
        errors.size() == 1 ? detail : detail + " (and " + (errors.size() - 1) + " more)",
        0,
        errors);
  }

  static Problem of(OvationException failure) {
    ErrorCode code = failure.code();
    String text = code.text();
    return switch (code) {
      case MALFORMED, INVALID_CURSOR -> of(400, text, message(failure));
      case UNKNOWN_KIND -> of(404, text, message(failure));
      case INVALID_ID, INVALID_VALUE, WRONG_SHAPE, TOO_MANY -> of(422, text, message(failure));
      case BACKLOG_FULL, OVERLOADED -> of(429, text, message(failure));
      case DISK_FULL,
          LOG_UNAVAILABLE,
          LEDGER_UNAVAILABLE,
          HOT_STORE_UNAVAILABLE,
          FENCED,
          NOT_READY,
          OUTCOME_UNKNOWN ->
          of(503, text, message(failure));
      // What went wrong inside is in the log, not in the answer.
      case INTERNAL -> of(500, text, "an internal error; the request id finds it in the log");
    };
  }

  private static String message(OvationException failure) {
    String message = failure.getMessage();
    return message == null ? failure.code().text() : message;
  }

  boolean retryable() {
    return retryAfterSeconds > 0;
  }

  String title() {
    return switch (status) {
      case 400 -> "Bad Request";
      case 401 -> "Unauthorized";
      case 403 -> "Forbidden";
      case 404 -> "Not Found";
      case 405 -> "Method Not Allowed";
      case 413 -> "Content Too Large";
      case 414 -> "URI Too Long";
      case 415 -> "Unsupported Media Type";
      case 422 -> "Unprocessable Content";
      case 429 -> "Too Many Requests";
      case 431 -> "Request Header Fields Too Large";
      case 503 -> "Service Unavailable";
      default -> "Internal Server Error";
    };
  }

  String json(String requestId) {
    JsonText json =
        new JsonText()
            .open()
            .field("type", "about:blank")
            .field("title", title())
            .field("status", status)
            .field("detail", detail)
            .field("code", code)
            .field("requestId", requestId);
    json.name("errors").openArray();
    for (FieldError error : errors) {
      json.open().field("pointer", error.pointer()).field("detail", error.detail()).close();
    }
    return json.closeArray().field("retryable", retryable()).close().toString();
  }
}
