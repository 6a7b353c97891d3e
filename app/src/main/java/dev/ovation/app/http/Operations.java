package dev.ovation.app.http;

import dev.ovation.app.alert.AlertState;
import dev.ovation.app.export.Exports;
import dev.ovation.app.operation.OperationDesk;
import dev.ovation.core.engine.InteractionService.HotTarget;
import dev.ovation.core.port.Component.Health;
import dev.ovation.core.port.HotStore.HotStats;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the calls of operations tell. Suppliers may block; they are called on virtual threads.
 *
 * @param components health of each component by name, in the order to tell it
 * @param alerts how each alert stands
 * @param hottest what is asked for most, hottest first
 * @param deadLetters where events that could not be applied are seen to
 * @param desk where work that takes longer than a request is seen to
 * @param exports tells all that a ledger holds
 * @param consistency where it is asked how consistent everything is
 * @param configJson the effective configuration with secrets hidden, as JSON
 */
public record Operations(
    String version,
    Map<String, Supplier<Health>> components,
    Supplier<List<AlertState>> alerts,
    Supplier<HotStats> hotStats,
    Supplier<List<HotTarget>> hottest,
    DeadLetterDesk deadLetters,
    OperationDesk desk,
    Exports exports,
    ConsistencyDesk consistency,
    Supplier<String> configJson,
    PrometheusMeterRegistry metrics) {}
