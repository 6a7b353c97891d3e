/** What threads share is linearizable, as Lincheck finds out. */
@NullMarked
package dev.ovation.core.lincheck;

import org.jspecify.annotations.NullMarked;
