/**
 * The hot store of a cluster, simulated: what it keeps in which slot, and each of its operations as
 * one atomic step on one slot. Adapters to real engines are written after these, and held against
 * the same contract.
 */
@NullMarked
package dev.ovation.core.sim.hot;

import org.jspecify.annotations.NullMarked;
