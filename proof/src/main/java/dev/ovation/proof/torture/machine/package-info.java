/** Real processes: nodes and engines that are started, killed, paused and cut off. */
@NullMarked
package dev.ovation.proof.torture.machine;

import org.jspecify.annotations.NullMarked;
