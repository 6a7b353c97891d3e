/** What suites have to tell at their end, beyond that they passed. */
@NullMarked
package dev.ovation.core.figures;

import org.jspecify.annotations.NullMarked;
