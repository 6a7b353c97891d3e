/** The hot store in Redis against real servers. */
@NullMarked
package dev.ovation.adapters.redis;

import org.jspecify.annotations.NullMarked;
