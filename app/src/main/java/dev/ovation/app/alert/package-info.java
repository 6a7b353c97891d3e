/**
 * Alerts as data: thresholds over the process's own figures, and who is told when one is passed.
 */
@NullMarked
package dev.ovation.app.alert;

import org.jspecify.annotations.NullMarked;
