package dev.ovation.adapters.kafka;

import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.InvalidSessionTimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;

/** Says what keeps a node out of its consumer group and what to do. */
record GroupFailures(KafkaFailures failures, KafkaGroupSettings settings) {

  OvationException of(RuntimeException failure) {
    return switch (failure) {
      case GroupAuthorizationException e -> refused("allow Read on the group", e);
      case TopicAuthorizationException e ->
          refused("allow Describe on topic " + failures.topic(), e);
      case InvalidSessionTimeoutException e ->
          refused(
              "a session of %d ms is not within group.min.session.timeout.ms and group.max.session.timeout.ms of the brokers"
                  .formatted(settings.sessionTimeout().toMillis()),
              e);
      case InconsistentGroupProtocolException e ->
          refused("others use this group in another way: choose a name that nobody has", e);
      case GroupMaxSizeReachedException e ->
          refused("the group has as many members as group.max.size of the brokers allows", e);
      default -> failures.of("taking part in group " + settings.group(), failure);
    };
  }

  private OvationException refused(String why, Throwable cause) {
    return new OvationException(
        ErrorCode.NOT_READY, "taking part in group " + settings.group() + " failed: " + why, cause);
  }
}
