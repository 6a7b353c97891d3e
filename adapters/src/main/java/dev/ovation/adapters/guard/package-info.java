/** Circuit breakers in front of ports: a dependency that fails is refused at once for a while. */
@NullMarked
package dev.ovation.adapters.guard;

import org.jspecify.annotations.NullMarked;
