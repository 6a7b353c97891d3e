/**
 * The counterexamples of the protocol, step by step on real engines: Redis, Kafka and PostgreSQL
 * under the core's own engine, projector and direct writer.
 */
@NullMarked
package dev.ovation.adapters.protocol;

import org.jspecify.annotations.NullMarked;
