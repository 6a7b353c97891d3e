/**
 * Real engines as processes on loopback: for tests, whose engines die with them, and for {@code
 * ovation cluster}, whose engines stay. The programs themselves are not in this module: whoever
 * starts an engine has its artifact on the class path, or in a directory.
 */
@NullMarked
package dev.ovation.engines;

import org.jspecify.annotations.NullMarked;
