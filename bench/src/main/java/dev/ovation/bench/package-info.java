/** Load driver, baselines and the benchmarks whose figures the documents quote. */
@NullMarked
package dev.ovation.bench;

import org.jspecify.annotations.NullMarked;
