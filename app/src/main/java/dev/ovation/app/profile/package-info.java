/** Wires the parts of a running process: adapters, engine, projector, background jobs, meters. */
@NullMarked
package dev.ovation.app.profile;

import org.jspecify.annotations.NullMarked;
