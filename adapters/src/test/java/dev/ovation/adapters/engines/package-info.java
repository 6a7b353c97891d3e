/** Real engines that tests start as processes of their own, on loopback. */
@NullMarked
package dev.ovation.adapters.engines;

import org.jspecify.annotations.NullMarked;
