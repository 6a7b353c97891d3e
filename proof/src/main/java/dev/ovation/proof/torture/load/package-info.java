/** Clients that cost little, and write down all they do. */
@NullMarked
package dev.ovation.proof.torture.load;

import org.jspecify.annotations.NullMarked;
