package org.mast4j.ssl.dl4j.ui;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.deeplearning4j.ui.VertxUIServer;

/**
 * DL4J's training UI on this machine's own address alone. Its server listens on all addresses and
 * has no setting for it, so the one call by which it begins to listen is answered here.
 */
final class LoopbackServer extends VertxUIServer {
  static final String HOST = "127.0.0.1";

  private final int port;

  LoopbackServer(int port) {
    this.port = port;
  }

  @Override
  public void init(Vertx original, Context context) {
    super.init(original, context);
    vertx =
        proxy(
            Vertx.class,
            original,
            (method, result) ->
                result instanceof HttpServer server ? listeningHere(server) : result);
  }

  private HttpServer listeningHere(HttpServer original) {
    HttpServer[] here = new HttpServer[1];
    InvocationHandler handler =
        (self, method, arguments) -> {
          if (method.getName().equals("listen")) {
            @SuppressWarnings("unchecked") // the only form that it calls: (int, Handler)
            Handler<io.vertx.core.AsyncResult<HttpServer>> done =
                (Handler<io.vertx.core.AsyncResult<HttpServer>>) arguments[arguments.length - 1];
            original.listen(port, HOST, done);
            return here[0];
          }
          Object result = call(original, method, arguments);
          return result == original ? here[0] : result;
        };
    here[0] = newProxy(HttpServer.class, handler);
    return here[0];
  }

  private interface Change {
    Object of(Method method, Object result);
  }

  private static <T> T proxy(Class<T> type, T original, Change change) {
    return newProxy(
        type, (self, method, arguments) -> change.of(method, call(original, method, arguments)));
  }

  private static <T> T newProxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Object original, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(original, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
