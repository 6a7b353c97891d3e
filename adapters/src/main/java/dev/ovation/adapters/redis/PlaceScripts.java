package dev.ovation.adapters.redis;

import dev.ovation.core.port.ClusterHotStore.Claim;
import dev.ovation.core.port.ClusterHotStore.Created;
import dev.ovation.core.port.ClusterHotStore.Standing;
import dev.ovation.core.port.ClusterHotStore.Tenure;
import dev.ovation.core.port.ErrorCode;
import dev.ovation.core.port.HotStore.ParkedEvent;
import dev.ovation.core.port.HotStore.Place;
import dev.ovation.core.port.OvationException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The scripts of a partition's slot by which its owner claims it, makes its place and keeps that:
 * arguments and answers. Thread-safe.
 */
final class PlaceScripts {
  private final Redis redis;
  private final Keys keys;
  private final Sizes sizes;
  private final PartitionScripts partitions;

  PlaceScripts(Redis redis, Keys keys, Sizes sizes, PartitionScripts partitions) {
    this.redis = redis;
    this.keys = keys;
    this.sizes = sizes;
    this.partitions = partitions;
  }

  CompletableFuture<Claim> claim(int partition, long epoch) {
    return redis
        .run(Script.CLAIM, keys.partition(partition), new Args().add(epoch))
        .thenApply(reply -> claim(partition, reply));
  }

  CompletableFuture<Claim> renew(int partition, long g, Tenure tenure) {
    Args args =
        new Args().add(tenure.epoch()).add(g).add(tenure.serverRunId()).add(tenure.untilMillis());
    return redis
        .run(Script.RENEW_PLACE, keys.partition(partition), args)
        .thenApply(reply -> claim(partition, reply));
  }

  private Claim claim(int partition, Reply reply) {
    if (reply.text(0).equals("FENCED")) {
      throw new OvationException(
          ErrorCode.FENCED,
          "partition "
              + partition
              + " was claimed in Redis by another node, which goes on with it");
    }
    long serverMillis = reply.number(1);
    if (reply.size() == 3) {
      sizes.cold(partition);
      Standing vacant = new Standing.Vacant(reply.runId(), reply.number(2));
      return new Claim(vacant, reply.runId(), 0, serverMillis);
    }
    sizes.partition(partition, reply.list(7));
    Standing at = new Standing.At(PartitionScripts.place(reply, 3));
    return new Claim(at, reply.runId(), reply.number(2), serverMillis);
  }

  CompletableFuture<Boolean> drop(int partition, long g) {
    return redis
        .run(Script.DROP_PLACE, keys.partition(partition), new Args().add(g))
        .thenApply(reply -> reply.flag(0));
  }

  CompletableFuture<Created> create(
      int partition,
      Standing.Vacant vacancy,
      Place place,
      List<ParkedEvent> parked,
      Tenure tenure) {
    Args args =
        new Args()
            .add(tenure.epoch())
            .add(vacancy.serverRunId())
            .add(vacancy.lastG())
            .add(tenure.serverRunId())
            .add(tenure.untilMillis())
            .add(place.g())
            .add(place.n())
            .add(place.h())
            .add(Packing.version(place.version()));
    for (ParkedEvent event : parked) {
      args.add(Keys.target(event.event().targetKind()))
          .add(event.event().entryKey())
          .add(Packing.pending(event.event(), event.offset(), true))
          .add(Packing.row(event.row()));
    }
    return redis
        .run(Script.CREATE_PLACE, keys.partition(partition), args)
        .thenApply(
            reply -> {
              Created created = Created.valueOf(reply.text(0));
              if (created == Created.DONE) {
                sizes.partition(partition, reply.list(1));
                partitions.sweepIf(reply.flag(2), partition);
              }
              return created;
            });
  }
}
