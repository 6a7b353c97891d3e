/** Input that nobody would send, made by seed. */
@NullMarked
package dev.ovation.core.fuzz;

import org.jspecify.annotations.NullMarked;
