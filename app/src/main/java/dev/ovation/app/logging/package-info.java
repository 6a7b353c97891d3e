/** Logging to standard error, one line an event, set up in code because that starts fastest. */
@NullMarked
package dev.ovation.app.logging;

import org.jspecify.annotations.NullMarked;
