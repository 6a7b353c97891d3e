package dev.ovation.bench;

import dev.ovation.adapters.sqlite.DataDirectory;
import dev.ovation.adapters.sqlite.LogObserver;
import dev.ovation.adapters.sqlite.LogSettings;
import dev.ovation.adapters.sqlite.SqliteEventLog;
import dev.ovation.core.domain.Event.RegisterEvent;
import dev.ovation.core.domain.Interaction;
import dev.ovation.core.domain.Target;
import dev.ovation.core.domain.Version;
import dev.ovation.core.port.EventLog.AppendCallback;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;

/**
 * What a write costs at the least: the same HTTP server, and the same group commit with fsync of an
 * event of the same size, but no look, no decision, no hot store, no projection, and always the
 * same answer.
 */
final class BaselineServer implements AutoCloseable {
  private static final Interaction INTERACTION =
      Interaction.of(new Target("default", "video", "12345"), "like", "u123456");
  private static final String ANSWER =
      """
      {"target":"video:12345","kind":"like","actor":"u123456","value":"like","changed":true,\
      "version":"380123456789012345","at":"2026-11-01T00:00:00.000Z","counts":{"like":17}}""";

  private final DataDirectory directory;
  private final SqliteEventLog log;
  private final LoopbackServer server;

  BaselineServer(Path data, int port) {
    directory = DataDirectory.open(data);
    log =
        SqliteEventLog.open(
            directory, LogSettings.defaults(), new LogObserver() {}, TimeSource.SYSTEM);
    server = new LoopbackServer(port, this::handle);
  }

  private void handle(HttpServerRequest request, Context loop) {
    log.append(
        new RegisterEvent(INTERACTION, "like", 1L << 40, Version.EPOCH_MILLIS),
        new AppendCallback() {
          @Override
          public void durable(long offset) {
            loop.runOnContext(_ -> LoopbackServer.answer(request, 200, ANSWER));
          }

          @Override
          public void failed(OvationException failure) {
            loop.runOnContext(_ -> LoopbackServer.answer(request, 503, ANSWER));
          }
        });
  }

  @Override
  public void close() {
    server.close();
    log.close();
    directory.close();
  }
}
