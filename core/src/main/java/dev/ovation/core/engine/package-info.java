/** Decides writes and answers reads; asks the ports for everything else and never blocks. */
@NullMarked
package dev.ovation.core.engine;

import org.jspecify.annotations.NullMarked;
