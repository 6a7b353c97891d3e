@NullMarked
package dev.ovation.proof;

import org.jspecify.annotations.NullMarked;
