@NullMarked
package dev.ovation.app.cli;

import org.jspecify.annotations.NullMarked;
