/** What clients did and saw, as lines of a file: all that the checker knows. */
@NullMarked
package dev.ovation.proof.torture.history;

import org.jspecify.annotations.NullMarked;
