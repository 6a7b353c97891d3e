/**
 * The little of HTTP and JSON that clients need who must cost little and share no code with the
 * server.
 */
@NullMarked
package dev.ovation.proof.torture.http;

import org.jspecify.annotations.NullMarked;
