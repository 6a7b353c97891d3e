/** Reads and writes JSON as plain Java data. */
@NullMarked
package dev.ovation.app.json;

import org.jspecify.annotations.NullMarked;
