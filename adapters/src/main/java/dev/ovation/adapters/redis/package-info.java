/**
 * The hot store of the cluster profile: Redis, one server or a Redis Cluster, by scripts. Decision
 * 023 says how it is laid out and what was measured.
 */
@NullMarked
package dev.ovation.adapters.redis;

import org.jspecify.annotations.NullMarked;
