package dev.ovation.core.memory;

import dev.ovation.core.domain.Partitioner;
import dev.ovation.core.port.HotStore;
import dev.ovation.core.port.LocalHotStoreContract;

class MemoryHotStoreTest extends LocalHotStoreContract {

  @Override
  protected HotStore open(int partitions, Bounds bounds) {
    return new MemoryHotStore(
        new Partitioner(partitions),
        new MemoryHotStore.Limits(
            bounds.baseBytesMax(),
            bounds.viewBytesMax(),
            bounds.entryBytesMax(),
            bounds.viewRowsMax()));
  }
}
