/**
 * The simulator: the real engine, projector and hot store over simulated ports, in one thread,
 * under a seeded scheduler. Same seed, same trace.
 */
@NullMarked
package dev.ovation.core.sim;

import org.jspecify.annotations.NullMarked;
