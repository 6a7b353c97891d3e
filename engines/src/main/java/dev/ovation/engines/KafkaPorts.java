package dev.ovation.engines;

/**
 * Where one broker listens on loopback.
 *
 * @param clients for clients and the other brokers
 * @param controllers for the controllers among themselves
 */
public record KafkaPorts(int clients, int controllers) {}
