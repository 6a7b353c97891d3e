/** The words of Ovation as immutable values: ids, kinds, events, versions and the one rule. */
@NullMarked
package dev.ovation.core.domain;

import org.jspecify.annotations.NullMarked;
