/**
 * The settings: declared once, read from file, environment and command line, checked as a whole.
 */
@NullMarked
package dev.ovation.app.config;

import org.jspecify.annotations.NullMarked;
