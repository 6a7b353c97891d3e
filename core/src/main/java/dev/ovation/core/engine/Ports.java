package dev.ovation.core.engine;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.EventLog;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.Ledger;
import dev.ovation.core.port.TimeSource;
import dev.ovation.core.port.Timer;
import java.util.concurrent.Executor;

/**
 * All that the engine touches. Nothing else lets time, threads or I/O in, so it runs the same on
 * real engines and, in one thread, under a simulator.
 *
 * @param blocking runs the ledger's blocking calls, for example one virtual thread each
 * @param hurry asks whoever projects not to let events gather any longer, because somebody waits
 *     for the ledger; cheap, and may be asked often
 */
public record Ports(
    Partitioner partitioner,
    HybridClock clock,
    TimeSource time,
    Timer timer,
    Executor blocking,
    EventLog log,
    HotStore hot,
    Ledger ledger,
    Runnable hurry) {}
