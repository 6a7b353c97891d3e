/** Watching and sweeping as jobs: when they run, where they rest, and what of them is told. */
@NullMarked
package dev.ovation.app.consistency;

import org.jspecify.annotations.NullMarked;
