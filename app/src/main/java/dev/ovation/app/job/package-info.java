/**
 * Background jobs: run again and again, by one node or by each, and tried again less and less
 * often.
 */
@NullMarked
package dev.ovation.app.job;

import org.jspecify.annotations.NullMarked;
