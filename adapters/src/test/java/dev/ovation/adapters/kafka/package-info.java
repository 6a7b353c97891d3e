/** Tests of the Kafka adapter against real brokers: the log's contract, and what is its own. */
@NullMarked
package dev.ovation.adapters.kafka;

import org.jspecify.annotations.NullMarked;
