/**
 * Decides whether a history keeps what the HTTP contract promises. It knows nothing of the product
 * but that: neither its code nor its protocol.
 */
@NullMarked
package dev.ovation.proof.torture.check;

import org.jspecify.annotations.NullMarked;
