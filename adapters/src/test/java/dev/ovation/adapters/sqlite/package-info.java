/** Tests of the SQLite adapters: the ports' contracts, and what is their own. */
@NullMarked
package dev.ovation.adapters.sqlite;

import org.jspecify.annotations.NullMarked;
