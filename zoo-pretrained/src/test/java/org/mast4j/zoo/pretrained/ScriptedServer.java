package org.mast4j.zoo.pretrained;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;

/**
 * A server on the loopback interface that answers one request per connection as the test's script
 * says, down to single bytes; the last answer of the script serves all later requests too.
 */
final class ScriptedServer implements AutoCloseable {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

  /** What was asked. */
  record Request(String target, Map<String, String> headers) {
    Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    int rangeStart() {
      Matcher range = RANGE.matcher(header("Range").orElse("bytes=0-"));
      return range.matches() ? Integer.parseInt(range.group(1)) : 0;
    }
  }

  /** Writes an answer; the connection closes when it returns. */
  interface Answer {
    void write(Request request, Socket client) throws IOException;
  }

  private final ServerSocket socket;
  private final String scheme;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "scripted-server");
            thread.setDaemon(true);
            return thread;
          });
  private final Queue<Answer> script;
  private final List<Request> requests = new CopyOnWriteArrayList<>();

  private ScriptedServer(String scheme, ServerSocketFactory sockets, Answer... script) {
    this.scheme = scheme;
    this.script = new ConcurrentLinkedQueue<>(List.of(script));
    try {
      socket = sockets.createServerSocket();
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  static ScriptedServer http(Answer... script) {
    return new ScriptedServer("http", ServerSocketFactory.getDefault(), script);
  }

  static ScriptedServer https(ServerSocketFactory sockets, Answer... script) {
    return new ScriptedServer("https", sockets, script);
  }

  URI address() {
    return URI.create(scheme + "://localhost:" + socket.getLocalPort());
  }

  InetSocketAddress socketAddress() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  /** All requests so far, in their order. */
  List<Request> requests() {
    return requests;
  }

  /** The file as a good server has it, whole or from the asked byte on. */
  static Answer file(byte[] content, String tag) {
    return (request, client) -> send(request, client, content, tag, content.length);
  }

  /** Headers as {@link #file}, but the connection breaks after some bytes of the file. */
  static Answer cutAt(int end, byte[] content, String tag) {
    return (request, client) -> send(request, client, content, tag, end);
  }

  /** Headers as {@link #file}, but nothing comes after some bytes of the file. */
  static Answer stallAt(int end, byte[] content, String tag) {
    return (request, client) -> {
      send(request, client, content, tag, end);
      awaitClose(client);
    };
  }

  /** The connection is taken and nothing is answered. */
  static Answer silence() {
    return (request, client) -> awaitClose(client);
  }

  /** Those bytes as they are. */
  static Answer raw(String head, byte[] body) {
    return (request, client) -> {
      OutputStream out = client.getOutputStream();
      out.write((head.replace("\n", "\r\n") + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(body);
      out.flush();
    };
  }

  static Answer status(int status) {
    return raw("HTTP/1.1 " + status + " Told\nContent-Length: 0\nConnection: close", new byte[0]);
  }

  static Answer redirect(String location) {
    return raw(
        "HTTP/1.1 302 Found\nLocation: " + location + "\nContent-Length: 0\nConnection: close",
        new byte[0]);
  }

  private static void send(Request request, Socket client, byte[] content, String tag, int end)
      throws IOException {
    boolean sameVersion = request.header("If-Range").map(tag::equals).orElse(true);
    int start = sameVersion ? request.rangeStart() : 0;
    String common = "\nETag: " + tag + "\nAccept-Ranges: bytes\nConnection: close";
    if (start > 0 && start >= content.length) {
      raw(
              "HTTP/1.1 416 Range Not Satisfiable\nContent-Length: 0\nContent-Range: bytes */"
                  + content.length
                  + common,
              new byte[0])
          .write(request, client);
      return;
    }
    String head =
        start == 0
            ? "HTTP/1.1 200 OK"
            : "HTTP/1.1 206 Partial Content\nContent-Range: bytes "
                + start
                + "-"
                + (content.length - 1)
                + "/"
                + content.length;
    raw(
            head + "\nContent-Length: " + (content.length - start) + common,
            Arrays.copyOfRange(content, start, Math.max(start, end)))
        .write(request, client);
  }

  private static void awaitClose(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    while (in.read() >= 0) {
      // a client that gave up closes its side
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // closed: the test is over
    }
  }

  private void serve(Socket client) {
    try (client) {
      Request request = read(client);
      requests.add(request);
      Answer answer = script.size() > 1 ? script.remove() : script.element();
      answer.write(request, client);
    } catch (IOException e) {
      // the client closed first, as some tests want it to
    }
  }

  private static Request read(Socket client) throws IOException {
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
    String target = in.readLine().split(" ")[1];
    Map<String, String> headers = new TreeMap<>();
    for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
      String[] header = line.split(": ", 2);
      headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
    }
    return new Request(target, headers);
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
