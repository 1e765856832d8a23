package dev.snaptill.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.WriteStream;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Passes bytes on and counts them; what is beyond a bound is dropped, not stored. */
record Bounded(WriteStream<Buffer> to, AtomicLong bytes, long most) implements WriteStream<Buffer> {

  @Override
  public Future<Void> write(Buffer data) {
    return bytes.addAndGet(data.length()) > most ? Future.succeededFuture() : to.write(data);
  }

  @Override
  public Future<Void> end() {
    return to.end();
  }

  @Override
  public WriteStream<Buffer> exceptionHandler(@Nullable Handler<Throwable> handler) {
    to.exceptionHandler(handler);
    return this;
  }

  @Override
  public WriteStream<Buffer> setWriteQueueMaxSize(int size) {
    to.setWriteQueueMaxSize(size);
    return this;
  }

  @Override
  public boolean writeQueueFull() {
    return to.writeQueueFull();
  }

  @Override
  public WriteStream<Buffer> drainHandler(@Nullable Handler<@Nullable Void> handler) {
    to.drainHandler(handler);
    return this;
  }
}
