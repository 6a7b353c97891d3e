/** What a sceptic runs: the simulator, and real processes that are killed, paused and cut off. */
@NullMarked
package dev.ovation.proof;

import org.jspecify.annotations.NullMarked;
