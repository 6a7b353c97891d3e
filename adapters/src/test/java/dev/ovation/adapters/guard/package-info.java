/** Tests of the circuit breakers. */
@NullMarked
package dev.ovation.adapters.guard;

import org.jspecify.annotations.NullMarked;
