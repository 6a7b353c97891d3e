/**
 * Imports a CSV file over HTTP: a reader, lanes that send batches, and a state file to resume from.
 */
@NullMarked
package dev.ovation.app.cli.csvimport;

import org.jspecify.annotations.NullMarked;
