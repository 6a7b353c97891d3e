package dev.ovation.adapters.kafka;

import dev.ovation.core.port.CorruptionException;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.OvationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Says in the port's words what a failure of Kafka's clients means and what to do. */
record KafkaFailures(KafkaLogSettings settings) {

  /**
   * The result of a call of the admin client, which has a timeout of its own.
   *
   * @throws OvationException when the call failed
   */
  <T> T get(String doing, Future<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw of(doing, cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(doing);
    }
  }

  /** A failure of anything but an append that was accepted. */
  OvationException of(String doing, Throwable failure) {
    // A client that can't be made says so around the reason.
    Throwable cause = failure.getCause() instanceof ConfigException setting ? setting : failure;
    return switch (cause) {
      case OvationException e -> e;
      case AuthenticationException e ->
          refused(doing, "the brokers refused the credentials: check the security settings", e);
      case AuthorizationException e ->
          refused(
              doing,
              "rights are missing; allow Describe, DescribeConfigs, Read and Write on the topic,"
                  + " and Create on the cluster if the topic is to be made ("
                  + e.getMessage()
                  + ")",
              e);
      case UnsupportedVersionException e ->
          refused(doing, "the brokers are too old: " + e.getMessage(), e);
      case ConfigException e -> refused(doing, String.valueOf(e.getMessage()), e);
      case BufferExhaustedException e ->
          new OvationException(
              ErrorCode.OVERLOADED, "too many appends wait for the log; try again shortly");
      case UnknownTopicOrPartitionException e ->
          unavailable(doing, "the topic does not exist; restore it, or start with a new prefix", e);
      case TimeoutException e ->
          unavailable(
              doing,
              "no answer in time from "
                  + servers()
                  + "; are the brokers up? ("
                  + e.getMessage()
                  + ")",
              e);
      case InterruptException e -> interrupted(doing);
      default ->
          isCorrupt(cause)
              ? new CorruptionException(
                  doing
                      + " failed: a batch does not match Kafka's own checksum. The leader's copy is"
                      + " damaged: stop that broker so that another replica leads, then let it copy"
                      + " the partition anew",
                  cause)
              : unavailable(doing, cause.toString(), cause);
    };
  }

  /** The failure of an append that was accepted: the brokers may have it. */
  OvationException outcomeUnknown(Throwable cause) {
    return new OvationException(
        ErrorCode.OUTCOME_UNKNOWN,
        "topic " + topic() + " may have the event or not: " + cause.getMessage());
  }

  /** Wrong settings: nothing changes until somebody acts. */
  OvationException refused(String why) {
    return new OvationException(ErrorCode.NOT_READY, "topic " + topic() + " " + why);
  }

  private OvationException refused(String doing, String why, Throwable cause) {
    return new OvationException(ErrorCode.NOT_READY, doing + " failed: " + why, cause);
  }

  private static OvationException unavailable(String doing, String why, Throwable cause) {
    return new OvationException(ErrorCode.LOG_UNAVAILABLE, doing + " failed: " + why, cause);
  }

  private static OvationException interrupted(String doing) {
    return new OvationException(ErrorCode.LOG_UNAVAILABLE, doing + " was interrupted");
  }

  private static boolean isCorrupt(Throwable failure) {
    return failure instanceof CorruptRecordException
        || failure.getCause() instanceof CorruptRecordException;
  }

  String topic() {
    return settings.topic().name();
  }

  String servers() {
    return String.join(",", settings.servers());
  }
}
