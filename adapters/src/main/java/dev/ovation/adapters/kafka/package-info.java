/**
 * The log of the cluster profile in Kafka topics. Decision 021 says how topics, keys and offsets
 * are laid out, and what was measured.
 */
@NullMarked
package dev.ovation.adapters.kafka;

import org.jspecify.annotations.NullMarked;
