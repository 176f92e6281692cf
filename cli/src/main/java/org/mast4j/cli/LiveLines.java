package org.mast4j.cli;

import java.io.Closeable;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Lines at the lower end of a terminal that change in place, below others that stay. */
final class LiveLines implements AutoCloseable {
  private static final String COLUMNS = "COLUMNS";
  private static final int USUAL_WIDTH = 80;

  /**
   * ANSI's: up so many lines, what is below the cursor erased, lines cut at the edge or wrapped.
   */
  private static final String UP = "\u001b[%dA";

  private static final String ERASED_BELOW = "\r\u001b[J";
  private static final String CUT = "\u001b[?7l";
  private static final String WRAPPED = "\u001b[?7h";

  private final PrintWriter out;
  private final IntSupplier width;
  private final Closeable source;
  private List<String> shown = List.of();

  /**
   * On a terminal.
   *
   * @param out writes to it
   * @param width in characters, asked for each time: people resize windows
   * @param source of the width, closed with this
   */
  LiveLines(PrintWriter out, IntSupplier width, Closeable source) {
    this.out = out;
    this.width = width;
    this.source = source;
  }

  /** On the one that the program has been started from; empty if it is none, or can't move back. */
  static Optional<LiveLines> onTerminal(PrintWriter out) {
    if (!isTerminal(System.console()) || "dumb".equals(System.getenv("TERM"))) {
      return Optional.empty();
    }
    try {
      Terminal terminal = TerminalBuilder.builder().dumb(true).build();
      return Optional.of(new LiveLines(out, () -> width(terminal), terminal));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From JDK 22 on there may be a console that isn't one, which says so. */
  private static boolean isTerminal(Console console) {
    try {
      return console != null && (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int width(Terminal terminal) {
    String columns = System.getenv(COLUMNS);
    if (columns != null && columns.matches("[1-9][0-9]{0,3}")) {
      return Integer.parseInt(columns);
    }
    return terminal.getWidth() > 0 ? terminal.getWidth() : USUAL_WIDTH;
  }

  /** Characters that a line may have. */
  int width() {
    return width.getAsInt();
  }

  /** Shows lines in place of those that are shown. */
  void show(List<String> lines) {
    StringBuilder text = new StringBuilder(erased());
    shown = List.copyOf(lines);
    append(text);
    write(text);
  }

  /** Prints a line above them that stays. */
  void print(String line) {
    StringBuilder text = new StringBuilder(erased()).append(line).append('\n');
    append(text);
    write(text);
  }

  private String erased() {
    return shown.isEmpty() ? "" : UP.formatted(shown.size()) + ERASED_BELOW;
  }

  /**
   * Each on one line of the terminal, however narrow it has become: else UP would miss the first.
   */
  private void append(StringBuilder text) {
    if (!shown.isEmpty()) {
      text.append(CUT);
      shown.forEach(line -> text.append(line).append('\n'));
      text.append(WRAPPED);
    }
  }

  private void write(CharSequence text) {
    out.append(text);
    out.flush();
  }

  /** They vanish. */
  @Override
  public void close() {
    show(List.of());
    try {
      source.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
