package dev.ovation.adapters.protocol;

/** A. */
class ForgettingCounterexamplesTest {}
