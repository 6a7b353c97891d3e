/**
 * {@code ./ovation torture}: real processes and engines under load are killed, paused and cut off,
 * and what clients saw is judged from outside.
 */
@NullMarked
package dev.ovation.proof.torture;

import org.jspecify.annotations.NullMarked;
