package dev.ovation.adapters.protocol;

import dev.ovation.core.port.ClusterHotStore;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way from one node to the hot store. It can be cut, and the last step of a confirm can be held
 * on it. A proxy, because every call travels alike. Thread-safe.
 */
final class HotWire implements InvocationHandler {
  final Gate placeConfirms = new Gate();
  private final ClusterHotStore to;
  private volatile boolean cut;

  HotWire(ClusterHotStore to) {
    this.to = to;
  }

  /** The hot store as the node reaches it. */
  ClusterHotStore store() {
    return (ClusterHotStore)
        Proxy.newProxyInstance(
            HotWire.class.getClassLoader(), new Class<?>[] {ClusterHotStore.class}, this);
  }

  /** From now on no call gets to the hot store, nor any answer back. */
  void cut() {
    cut = true;
  }

  @Override
  public @Nullable Object invoke(
      Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (!CompletableFuture.class.equals(method.getReturnType())) {
      return call(method, arguments);
    }
    if (cut) {
      return new CompletableFuture<>();
    }
    if (!method.getName().equals("confirmPlace")) {
      return call(method, arguments);
    }
    CompletableFuture<Void> passed = new CompletableFuture<>();
    placeConfirms.pass(() -> passed.complete(null));
    return passed.thenCompose(done -> send(method, arguments));
  }

  private @Nullable Object call(Method method, @Nullable Object @Nullable [] arguments)
      throws Throwable {
    try {
      return method.invoke(to, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }

  private CompletableFuture<?> send(Method method, @Nullable Object @Nullable [] arguments) {
    try {
      return (CompletableFuture<?>) Objects.requireNonNull(call(method, arguments));
    } catch (Throwable e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
