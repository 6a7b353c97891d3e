/** Real engines as processes of their own, on loopback, from artifacts of Maven Central. */
@NullMarked
package dev.ovation.adapters.engines;

import org.jspecify.annotations.NullMarked;
