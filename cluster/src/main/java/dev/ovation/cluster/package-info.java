/**
 * The command {@code ovation cluster}: starts the engines of the cluster profile on loopback as
 * processes that outlive it, tells how they are, and stops them.
 */
@NullMarked
package dev.ovation.cluster;

import org.jspecify.annotations.NullMarked;
