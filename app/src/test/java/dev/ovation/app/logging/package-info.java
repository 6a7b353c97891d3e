@NullMarked
package dev.ovation.app.logging;

import org.jspecify.annotations.NullMarked;
