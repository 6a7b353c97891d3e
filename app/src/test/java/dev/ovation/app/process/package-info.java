/** Tests that start the built program as a process of its own and look at it from outside. */
@NullMarked
package dev.ovation.app.process;

import org.jspecify.annotations.NullMarked;
