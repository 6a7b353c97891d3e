package dev.ovation.app.http;

import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.HotStore.HotStats;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the calls of operations tell. Suppliers may block; they are called on virtual threads.
 *
 * @param components health of each component by name, in the order to tell it
 * @param deadLetters where events that could not be applied are seen to
 * @param configJson the effective configuration with secrets hidden, as JSON
 */
public record Operations(
    String version,
    Map<String, Supplier<Health>> components,
    Supplier<HotStats> hotStats,
    DeadLetterDesk deadLetters,
    Supplier<String> configJson,
    PrometheusMeterRegistry metrics) {}
