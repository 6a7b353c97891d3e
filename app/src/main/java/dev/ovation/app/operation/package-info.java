/** Work that takes longer than a request: what it does, and who runs it. */
@NullMarked
package dev.ovation.app.operation;

import org.jspecify.annotations.NullMarked;
