package dev.ovation.core.consistency;

import dev.ovation.core.domain.TargetKind;

/**
 * Something that looks wrong.
 *
 * @param cause in the words of reports, see {@link SweepCause}
 * @param evidence positions, versions and numbers that were seen, for people
 */
public record Suspicion(TargetKind targetKind, String cause, String evidence) {
  Suspicion(TargetKind targetKind, SweepCause cause, String evidence) {
    this(targetKind, cause.text(), evidence);
  }
}
