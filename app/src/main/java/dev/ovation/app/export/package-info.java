/** Writes all that a ledger holds as text. */
@NullMarked
package dev.ovation.app.export;

import org.jspecify.annotations.NullMarked;
