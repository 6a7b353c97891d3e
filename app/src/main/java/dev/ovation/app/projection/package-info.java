/** Who drives the projectors, in one process or as partitions come and go, and how far they are. */
@NullMarked
package dev.ovation.app.projection;

import org.jspecify.annotations.NullMarked;
