package dev.ovation.app.http;

import dev.ovation.app.config.ApiKey;
import java.time.Duration;
import java.util.List;

/**
 * What the HTTP server needs to know.
 *
 * @param port 0 for any free one
 * @param eventLoops 0 for one a core
 * @param bodyBytesMax larger bodies are answered 413
 * @param requestTimeout a request that takes longer is answered 503
 * @param shutdownGrace how long requests in flight may take to finish
 * @param keyRequestsPerSecond limit of each key
 * @param actorWritesPerMinute limit of each actor
 */
public record HttpSettings(
    String host,
    int port,
    int eventLoops,
    int bodyBytesMax,
    Duration requestTimeout,
    Duration shutdownGrace,
    List<ApiKey> keys,
    int keyRequestsPerSecond,
    int actorWritesPerMinute) {}
