package dev.ovation.core.domain;

/** Who acts: an opaque id within a space. */
public record Actor(String space, String id) {}
