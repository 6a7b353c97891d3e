/** Real engines for tests: started, stopped, killed and started again. */
@NullMarked
package dev.ovation.adapters.engines;

import org.jspecify.annotations.NullMarked;
