package org.mast4j.samediff.quiet;

import java.io.PrintStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The standard output without the lines of threads that differentiate. It stands before the stream
 * that was there and hands everything else on as it comes, so that encoding and order stay.
 */
final class LineFilter extends PrintStream {
  private static final String NOISE = "Added differentiated op ";

  private static final Set<Thread> DIFFERENTIATING = ConcurrentHashMap.newKeySet();

  private final PrintStream target;

  private LineFilter(PrintStream target) {
    super(target);
    this.target = target;
  }

  static synchronized void begin(Thread thread) {
    DIFFERENTIATING.add(thread);
    if (!(System.out instanceof LineFilter)) {
      System.setOut(new LineFilter(System.out));
    }
  }

  static void end(Thread thread) {
    if (DIFFERENTIATING.contains(thread)) { // nearly never: a run costs no lock
      remove(thread);
    }
  }

  private static synchronized void remove(Thread thread) {
    DIFFERENTIATING.remove(thread);
    if (DIFFERENTIATING.isEmpty() && System.out instanceof LineFilter filter) {
      System.setOut(filter.target);
    }
  }

  @Override
  public void println(String line) {
    boolean noise =
        line != null && line.startsWith(NOISE) && DIFFERENTIATING.contains(Thread.currentThread());
    if (!noise) {
      target.println(line);
    }
  }

  @Override
  public void println() {
    target.println();
  }

  @Override
  public void println(boolean value) {
    target.println(value);
  }

  @Override
  public void println(char value) {
    target.println(value);
  }

  @Override
  public void println(int value) {
    target.println(value);
  }

  @Override
  public void println(long value) {
    target.println(value);
  }

  @Override
  public void println(float value) {
    target.println(value);
  }

  @Override
  public void println(double value) {
    target.println(value);
  }

  @Override
  public void println(char[] value) {
    target.println(value);
  }

  @Override
  public void println(Object value) {
    target.println(value);
  }

  @Override
  public void print(boolean value) {
    target.print(value);
  }

  @Override
  public void print(char value) {
    target.print(value);
  }

  @Override
  public void print(int value) {
    target.print(value);
  }

  @Override
  public void print(long value) {
    target.print(value);
  }

  @Override
  public void print(float value) {
    target.print(value);
  }

  @Override
  public void print(double value) {
    target.print(value);
  }

  @Override
  public void print(char[] value) {
    target.print(value);
  }

  @Override
  public void print(String value) {
    target.print(value);
  }

  @Override
  public void print(Object value) {
    target.print(value);
  }

  @Override
  public void write(int value) {
    target.write(value);
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    target.write(bytes, from, length);
  }

  @Override
  public void flush() {
    target.flush();
  }

  @Override
  public void close() {
    target.close();
  }

  @Override
  public boolean checkError() {
    return target.checkError();
  }
}
