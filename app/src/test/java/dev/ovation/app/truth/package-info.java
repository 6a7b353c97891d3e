/** Checks that the answers of a running profile are true, at every moment. */
@NullMarked
package dev.ovation.app.truth;

import org.jspecify.annotations.NullMarked;
