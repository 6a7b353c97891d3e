@NullMarked
package dev.ovation.proof.torture.check;

import org.jspecify.annotations.NullMarked;
