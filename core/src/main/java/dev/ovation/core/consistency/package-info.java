/** Proves all the time that what the log holds is seen in every view, and says how well. */
@NullMarked
package dev.ovation.core.consistency;

import org.jspecify.annotations.NullMarked;
