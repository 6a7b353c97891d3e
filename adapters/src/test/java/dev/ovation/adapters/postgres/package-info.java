@NullMarked
package dev.ovation.adapters.postgres;

import org.jspecify.annotations.NullMarked;
