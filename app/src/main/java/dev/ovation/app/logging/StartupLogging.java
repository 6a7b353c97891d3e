package dev.ovation.app.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.ovation.app.config.OvationConfig.LoggingConfig;
import dev.ovation.app.config.Settings.LogFormat;
import dev.ovation.app.config.Settings.LogLevel;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Found by Logback when the first logger is asked for: until the configuration is read, only
 * warnings come out. {@link #apply} then does what the configuration says.
 */
public final class StartupLogging extends ContextAwareBase implements Configurator {
  /** The least important events that come out of them. */
  private static final Map<String, Level> CHATTY =
      Map.of(
          "org.apache.kafka", Level.WARN,
          "org.apache.kafka.clients.NetworkClient", Level.ERROR,
          "com.zaxxer.hikari", Level.WARN,
          "org.flywaydb", Level.WARN,
          "io.lettuce", Level.ERROR);

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    install(context, new LoggingConfig(LogLevel.WARN, LogFormat.TEXT));
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Logs from now on as configured. */
  public static void apply(LoggingConfig config) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      install(context, config);
    }
  }

  private static void install(LoggerContext context, LoggingConfig config) {
    Layout<ILoggingEvent> layout =
        switch (config.format()) {
          case TEXT -> new TextLayout();
          case JSON -> new JsonLayout();
        };
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.addAppender(appender);
    Level level = Level.toLevel(config.level().name());
    root.setLevel(level);
    quieten(context, level);
  }

  /**
   * What the clients of the engines say of every connection and election is for those who look for
   * it. That an engine is away the adapters say themselves, once.
   */
  private static void quieten(LoggerContext context, Level level) {
    boolean inDetail = Level.DEBUG.isGreaterOrEqual(level);
    CHATTY.forEach((logger, most) -> context.getLogger(logger).setLevel(inDetail ? null : most));
  }
}
