package dev.ovation.app.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

/**
 * An answer that is written by a thread which may block, a chunk at a time: the next one waits
 * until the client has taken the one before, so no more than two are ever held. For one thread.
 */
final class ChunkedAnswer extends OutputStream {
  private static final int CHUNK_BYTES = 64 << 10;

  private final Context context;
  private final Function<Buffer, Future<Void>> send;
  private Buffer chunk = Buffer.buffer(CHUNK_BYTES);

  /**
   * @param send called on the event loop with each chunk
   */
  ChunkedAnswer(Context context, Function<Buffer, Future<Void>> send) {
    this.context = context;
    this.send = send;
  }

  @Override
  public void write(int b) throws IOException {
    chunk.appendByte((byte) b);
    flushIfFull();
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    chunk.appendBytes(bytes, offset, length);
    flushIfFull();
  }

  private void flushIfFull() throws IOException {
    if (chunk.length() >= CHUNK_BYTES) {
      flush();
    }
  }

  @Override
  public void flush() throws IOException {
    Buffer full = chunk;
    chunk = Buffer.buffer(CHUNK_BYTES);
    Promise<Void> sent = Promise.promise();
    context.runOnContext(
        v -> {
          var _ = send.apply(full).onComplete(sent);
        });
    try {
      sent.future().toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IOException("the client takes no more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
