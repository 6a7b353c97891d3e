/**
 * The HTTP contract on Vert.x. Each event loop has a {@link dev.ovation.app.http.HttpEdge}; nothing
 * here blocks.
 */
@NullMarked
package dev.ovation.app.http;

import org.jspecify.annotations.NullMarked;
