package dev.ovation.adapters.protocol;

import dev.ovation.engines.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The one Redis of all tests here that need none that forgets, each with a namespace of its own. It
 * is started when the first asks and dies with the tests' process.
 */
final class SharedRedis {
  private SharedRedis() {}

  /** Started at first use. */
  private static final class Shared {
    static final RedisServer SERVER = start();

    private static RedisServer start() {
      try {
        return RedisServer.start(Files.createTempDirectory("ovation-redis"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static List<String> uris() {
    return List.of(Shared.SERVER.uri());
  }
}
