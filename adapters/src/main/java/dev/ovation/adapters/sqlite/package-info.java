/**
 * The log and the ledger of the embedded profile, each in an SQLite file of its own. Decision 010
 * says how they were chosen and measured.
 */
@NullMarked
package dev.ovation.adapters.sqlite;

import org.jspecify.annotations.NullMarked;
