package dev.ovation.app.profile;

import dev.ovation.app.alert.AlertWatch;
import dev.ovation.app.cli.RunningServer;
import dev.ovation.app.config.EffectiveSettings;
import dev.ovation.app.config.OvationConfig;
import dev.ovation.app.config.OvationConfig.ServerConfig;
import dev.ovation.app.http.HttpSettings;
import dev.ovation.app.http.Operations;
import dev.ovation.app.http.OvationServer;
import dev.ovation.app.http.Readiness;
import dev.ovation.app.job.Jobs;
import dev.ovation.app.json.Json;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import dev.ovation.core.port.TimeSource;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * A profile behind HTTP. It listens as soon as it is made, and answers 503 until the profile is
 * ready.
 */
public final class ProfileServer implements RunningServer {
  private static final int HOTTEST_SHOWN = 20;
  private static final Duration ALERTS_EVERY = Duration.ofSeconds(1);

  /** What the ledger gets of the grace at least, to finish its transaction and close. */
  private static final Duration LEDGER_GRACE_MIN = Duration.ofSeconds(1);

  private final OvationConfig config;
  private final Profile profile;
  private final OvationServer http;
  private final Readiness readiness;
  private final ExecutorService blocking;
  private final int port;
  private final Jobs jobs = new Jobs();
  private final AlertWatch alerts;
  private boolean closed; // Guarded by this.

  private ProfileServer(
      OvationConfig config,
      Profile profile,
      OvationServer http,
      Readiness readiness,
      ExecutorService blocking,
      AlertWatch alerts) {
    this.config = config;
    this.profile = profile;
    this.http = http;
    this.readiness = readiness;
    this.blocking = blocking;
    this.alerts = alerts;
    this.port = http.start();
    jobs.every("alerts", ALERTS_EVERY, alerts::look);
  }

  /**
   * Opens the data and listens.
   *
   * @param version what {@code /health} and clients are told
   * @param opener makes the profile
   * @throws OvationException when the data or the address cannot be used, saying why
   */
  public static ProfileServer start(
      OvationConfig.Loaded loaded, String version, Profile.Opener opener) {
    OvationConfig config = loaded.config();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Profile profile = opener.open(config, registry);
    ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    Readiness readiness = new Readiness();
    AlertWatch alerts =
        AlertWatch.of(
            config.alerts(), registry, TimeSource.SYSTEM, NodeName.of(config.cluster().nodeName()));
    OvationServer http =
        new OvationServer(
            httpSettings(config),
            profile.service(),
            config.kinds(),
            operations(profile, alerts, loaded.settings(), registry, version),
            readiness,
            blocking);
    try {
      return new ProfileServer(config, profile, http, readiness, blocking, alerts);
    } catch (IllegalStateException e) {
      profile.close(LEDGER_GRACE_MIN);
      alerts.close();
      String why = e.getMessage() == null ? e.toString() : e.getMessage();
      throw new OvationException(ErrorCode.NOT_READY, why, e);
    }
  }

  private static HttpSettings httpSettings(OvationConfig config) {
    ServerConfig server = config.server();
    return new HttpSettings(
        server.host(),
        server.port(),
        server.eventLoops(),
        Math.toIntExact(server.bodyMax().bytes()),
        server.requestTimeout(),
        server.shutdownGrace(),
        config.keys(),
        config.limits().keyRequestsPerSecond(),
        config.limits().actorWritesPerMinute());
  }

  private static Operations operations(
      Profile profile,
      AlertWatch alerts,
      EffectiveSettings settings,
      PrometheusMeterRegistry registry,
      String version) {
    return new Operations(
        version,
        withAlerts(profile.checks(), alerts),
        alerts::states,
        profile::hotStats,
        () -> profile.service().hottest(HOTTEST_SHOWN),
        profile.deadLetters(),
        profile.operations(),
        profile.exports(),
        profile.consistency(),
        () -> Json.write(settings.asData()),
        registry);
  }

  private static Map<String, Supplier<Health>> withAlerts(
      Map<String, Supplier<Health>> checks, AlertWatch alerts) {
    Map<String, Supplier<Health>> all = new LinkedHashMap<>(checks);
    all.put("alerts", alerts::check);
    return all;
  }

  @Override
  public String url() {
    String host = config.server().host();
    return "http://"
        + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
        + ":"
        + port;
  }

  @Override
  public void awaitReady() throws InterruptedException {
    profile.awaitReady();
    readiness.becomes(Readiness.Stage.READY);
  }

  /** Requests first, for as long as the grace allows; then what they wrote; then the files. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    long end = System.nanoTime() + config.server().shutdownGrace().toNanos();
    http.close();
    jobs.close();
    Duration left = Duration.ofNanos(end - System.nanoTime());
    profile.close(left.compareTo(LEDGER_GRACE_MIN) < 0 ? LEDGER_GRACE_MIN : left);
    alerts.close();
    blocking.shutdown();
  }
}
