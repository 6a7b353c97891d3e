/**
 * The main of a Kafka broker's own JVM. Its libraries never meet those of the product, which starts
 * it as a process.
 */
@NullMarked
package dev.ovation.kafka.broker;

import org.jspecify.annotations.NullMarked;
