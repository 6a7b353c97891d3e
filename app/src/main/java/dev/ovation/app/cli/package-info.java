/** The command line: starts the server, and talks to a running one. Makes no adapters. */
@NullMarked
package dev.ovation.app.cli;

import org.jspecify.annotations.NullMarked;
