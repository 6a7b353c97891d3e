package dev.ovation.app.cli;

/**
 * Makes the servers of the profiles.
 *
 * @param embedded one process with SQLite files
 * @param cluster a node over Kafka, Redis and PostgreSQL
 */
public record ServerStarters(ServerStarter embedded, ServerStarter cluster) {}
