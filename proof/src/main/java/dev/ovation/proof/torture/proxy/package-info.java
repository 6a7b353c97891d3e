/** Links that can be cut. */
@NullMarked
package dev.ovation.proof.torture.proxy;

import org.jspecify.annotations.NullMarked;
