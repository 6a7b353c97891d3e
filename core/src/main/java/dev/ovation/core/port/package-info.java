/**
 * What the core asks of the world: a log, a ledger, a hot store, time. Adapters implement these
 * interfaces.
 */
@NullMarked
package dev.ovation.core.port;

import org.jspecify.annotations.NullMarked;
