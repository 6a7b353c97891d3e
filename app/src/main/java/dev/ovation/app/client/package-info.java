/** Talks to a running server over HTTP, for the command line and for tests. */
@NullMarked
package dev.ovation.app.client;

import org.jspecify.annotations.NullMarked;
