package org.mast4j.datavec.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/**
 * A tensor that a script in src/test/oracle stored.
 *
 * @param values row-major
 * @param shape its dimensions
 */
public record Oracle(float[] values, int[] shape) {

  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]*)\\)");

  /** Reads src/test/resources/oracle/{name}.npy: float32, C order. */
  public static Oracle load(String name) {
    try (InputStream in = Oracle.class.getResourceAsStream("/oracle/" + name + ".npy")) {
      ByteBuffer bytes = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int headerLength = bytes.getShort(8);
      String header = new String(bytes.array(), 10, headerLength, StandardCharsets.US_ASCII);
      assertTrue(header.contains("'<f4'") && header.contains("'fortran_order': False"), header);
      Matcher shape = SHAPE.matcher(header);
      assertTrue(shape.find(), header);
      float[] values = new float[(bytes.capacity() - 10 - headerLength) / Float.BYTES];
      bytes
          .position(10 + headerLength)
          .slice()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
      int[] dimensions =
          Arrays.stream(shape.group(1).split(",\\s*")).mapToInt(Integer::parseInt).toArray();
      return new Oracle(values, dimensions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A stored matrix [frames, mels]. */
  public Spectrogram spectrogram() {
    return new Spectrogram(values, shape[0], shape[1]);
  }

  /** Row {@code index} of the first axis, flat. */
  public float[] slice(int index) {
    int size = values.length / shape[0];
    return Arrays.copyOfRange(values, index * size, (index + 1) * size);
  }

  /** The largest distance between two arrays. */
  public static double maxError(float[] expected, float[] actual) {
    assertEquals(expected.length, actual.length, "length");
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      // not Math.max alone: NaN must count as an error
      worst = Math.max(worst, Math.abs((double) expected[i] - actual[i]));
    }
    return worst;
  }
}
