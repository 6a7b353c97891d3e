package dev.ovation.core.sim;

/** What tells one history from another. */
public record Trace(long steps, long traceHash) {}
