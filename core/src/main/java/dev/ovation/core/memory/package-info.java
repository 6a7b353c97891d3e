/** The hot store of one process, bounded by bytes. */
@NullMarked
package dev.ovation.core.memory;

import org.jspecify.annotations.NullMarked;
