/** The program: only {@link dev.ovation.app.Main} and the profiles make adapters. */
@NullMarked
package dev.ovation.app;

import org.jspecify.annotations.NullMarked;
