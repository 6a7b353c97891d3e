package dev.ovation.app.logging;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import org.jspecify.annotations.Nullable;

/** Keeps an event on one line, so that no message can pretend to be another event. */
final class OneLine {
  private static final int CAUSES_MAX = 8;
  private static final int FRAMES_MAX = 40;

  private OneLine() {}

  static String of(@Nullable String text) {
    return text == null ? "" : text.replace("\r", "").replace("\n", " ⏎ ");
  }

  /** The whole chain of causes with their stack traces. */
  static String of(IThrowableProxy thrown) {
    StringBuilder line = new StringBuilder();
    @Nullable IThrowableProxy cause = thrown;
    for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
      line.append(i == 0 ? "" : " caused by ")
          .append(cause.getClassName())
          .append(": ")
          .append(of(cause.getMessage()));
      StackTraceElementProxy[] frames = cause.getStackTraceElementProxyArray();
      int own = Math.min(FRAMES_MAX, frames.length - cause.getCommonFrames());
      for (int f = 0; f < own; f++) {
        line.append(' ').append(frames[f].getSTEAsString());
      }
      cause = cause.getCause();
    }
    return line.toString();
  }
}
