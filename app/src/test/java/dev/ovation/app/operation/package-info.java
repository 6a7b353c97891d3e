/** Long work is paused, resumed, given up and taken up again. */
@NullMarked
package dev.ovation.app.operation;

import org.jspecify.annotations.NullMarked;
