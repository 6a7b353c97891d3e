/** Folds the log into the ledger, one transaction a batch, and confirms what was committed. */
@NullMarked
package dev.ovation.core.projection;

import org.jspecify.annotations.NullMarked;
