/**
 * The ledger of the cluster profile, in PostgreSQL. Decision 020 says how it was chosen and
 * measured.
 */
@NullMarked
package dev.ovation.adapters.postgres;

import org.jspecify.annotations.NullMarked;
