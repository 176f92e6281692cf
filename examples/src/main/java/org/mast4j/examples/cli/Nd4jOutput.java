package org.mast4j.examples.cli;

import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Keeps ND4J M2.1's debugging prints ("Added differentiated op ...", one for each op of a gradient
 * graph) out of the commands' standard output, where SameDiff writes them without a logger.
 */
final class Nd4jOutput {
  private static final String NOISE = "Added differentiated op ";

  private Nd4jOutput() {}

  static void quiet() {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(new PrintStream(new LineFilter(out), true, StandardCharsets.UTF_8));
  }

  /** Passes whole lines on, except the noise. */
  private static final class LineFilter extends OutputStream {
    private final OutputStream out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    LineFilter(OutputStream out) {
      this.out = out;
    }

    @Override
    public synchronized void write(int b) throws java.io.IOException {
      line.write(b);
      if (b == '\n') {
        pass();
      }
    }

    @Override
    public synchronized void flush() throws java.io.IOException {
      if (!NOISE.startsWith(line.toString(StandardCharsets.UTF_8))
          && !line.toString(StandardCharsets.UTF_8).startsWith(NOISE)) {
        pass();
      }
      out.flush();
    }

    private void pass() throws java.io.IOException {
      if (!line.toString(StandardCharsets.UTF_8).startsWith(NOISE)) {
        line.writeTo(out);
      }
      line.reset();
    }
  }
}
