@NullMarked
package dev.ovation.proof.torture;

import org.jspecify.annotations.NullMarked;
