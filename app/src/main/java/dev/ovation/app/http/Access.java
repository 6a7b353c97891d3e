package dev.ovation.app.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ovation.app.config.ApiKey;
import dev.ovation.app.config.ApiKey.Scope;
import dev.ovation.core.domain.Actor;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Who may call, and how often. Thread-safe. */
final class Access {
  private static final String NO_KEYS_SPACE = "default";
  private static final int ACTORS_TRACKED_MAX = 100_000;

  private final HttpSettings settings;
  private final Map<String, Caller> bySha256 = new HashMap<>();
  private final Caller anyone =
      new Caller("none", NO_KEYS_SPACE, EnumSet.allOf(Scope.class), null, false);

  /** Buckets of actors that wrote within the last minutes; older ones are full again anyway. */
  private final Cache<Actor, Bucket> actors =
      Caffeine.newBuilder()
          .maximumSize(ACTORS_TRACKED_MAX)
          .expireAfterAccess(Duration.ofMinutes(2))
          .build();

  /**
   * Who calls.
   *
   * @param requests the key's own bucket; null without a limit
   * @param actorsLimited whether each actor's writes are limited
   */
  record Caller(
      String id,
      String space,
      Set<Scope> scopes,
      @Nullable Bucket requests,
      boolean actorsLimited) {
    boolean may(Scope scope) {
      return scopes.contains(scope);
    }
  }

  Access(HttpSettings settings) {
    this.settings = settings;
    for (ApiKey key : settings.keys()) {
      Bucket requests =
          Bucket.builder()
              .addLimit(
                  limit ->
                      limit
                          .capacity(settings.keyRequestsPerSecond())
                          .refillGreedy(settings.keyRequestsPerSecond(), Duration.ofSeconds(1)))
              .build();
      boolean imports = key.scopes().contains(Scope.IMPORT);
      bySha256.put(
          key.sha256(), new Caller(key.id(), key.space(), key.scopes(), requests, !imports));
    }
  }

  /** Says why a server without keys must not listen on this address, or null. */
  static @Nullable String problemOfHost(String host, boolean hasKeys) {
    if (hasKeys) {
      return null;
    }
    try {
      return InetAddress.getByName(host).isLoopbackAddress()
          ? null
          : "server.host is "
              + host
              + ", which others can reach, but no keys are configured; configure keys or listen on"
              + " 127.0.0.1";
    } catch (UnknownHostException e) {
      return "server.host " + host + " is not known";
    }
  }

  /**
   * Finds out who calls.
   *
   * @param authorization the header, or null
   * @throws ProblemException 401 or 429
   */
  Caller caller(@Nullable String authorization) {
    if (bySha256.isEmpty()) {
      return anyone;
    }
    if (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7)) {
      throw new ProblemException(
          Problem.of(401, "no-key", "this server needs a key: Authorization: Bearer <key>"));
    }
    // The digest is looked up, not compared character by character: timing tells nothing of the
    // key.
    Caller caller = bySha256.get(sha256(authorization.substring(7).trim()));
    if (caller == null) {
      throw new ProblemException(Problem.of(401, "bad-key", "the key is not known"));
    }
    Bucket requests = caller.requests();
    if (requests != null) {
      take(
          requests,
          1,
          "this key may make " + settings.keyRequestsPerSecond() + " requests a second");
    }
    return caller;
  }

  /** Lets a caller do something only with a scope. */
  void require(Caller caller, Scope scope) {
    if (!caller.may(scope)) {
      throw new ProblemException(
          Problem.of(
              403,
              "not-allowed",
              "key "
                  + caller.id()
                  + " lacks the scope "
                  + scope.name().toLowerCase(java.util.Locale.ROOT)));
    }
  }

  /** Counts a write of an actor. */
  void write(Caller caller, String actorId) {
    if (caller.actorsLimited()) {
      int perMinute = settings.actorWritesPerMinute();
      Bucket bucket =
          actors.get(
              new Actor(caller.space(), actorId),
              actor ->
                  Bucket.builder()
                      .addLimit(
                          limit ->
                              limit
                                  .capacity(perMinute)
                                  .refillGreedy(perMinute, Duration.ofMinutes(1)))
                      .build());
      take(bucket, 1, "an actor may make " + perMinute + " writes a minute");
    }
  }

  private static void take(Bucket bucket, int tokens, String detail) {
    ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(tokens);
    if (!probe.isConsumed()) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
      throw new ProblemException(
          Problem.retryAfter(429, "rate-limited", detail, (int) Math.min(seconds, 60)));
    }
  }

  private static String sha256(String key) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
