package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class RowIntegersTest {
  private static final String MATRIX = "blocks.0.mlp.fc1.weight";

  @TempDir Path folder;

  private static Weights weights() {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put(MATRIX, Nd4j.randn(DataType.FLOAT, 50, 96));
    arrays.put("patch.weight", Nd4j.randn(DataType.FLOAT, 20, 1, 16, 16));
    arrays.put("norm.weight", Nd4j.randn(DataType.FLOAT, 96));
    arrays.put("blocks.0.attn.rel_pos_h", Nd4j.randn(DataType.FLOAT, 15, 96));
    arrays.put("pool.weight", Nd4j.randn(DataType.FLOAT, 96, 1, 3, 3));
    return Weights.of(arrays);
  }

  private Path written(Weights weights) throws IOException {
    Path file = folder.resolve("w.safetensors");
    SafeTensors.write(file, weights, Map.of());
    return file;
  }

  @Test
  void matricesAreReadBackWithinHalfAStepOfTheirRow() throws IOException {
    Weights before = weights();
    before.get(MATRIX).getRow(3).muli(1e4); // takes no precision from other rows
    before.get(MATRIX).getRow(4).assign(0);
    Weights after = SafeTensors.read(written(before.quantised()));
    assertThat(after.keys()).isEqualTo(before.keys());
    for (String key : before.keys()) {
      INDArray a = before.get(key);
      INDArray b = after.get(key);
      assertThat(b.shape()).isEqualTo(a.shape());
      boolean integers = after.storedType(key) == ElementType.I8;
      assertThat(integers).as(key).isEqualTo(key.equals(MATRIX) || key.equals("patch.weight"));
      for (int i = 0; i < a.size(0); i++) {
        double error = b.slice(i).sub(a.slice(i)).amaxNumber().doubleValue();
        double step = a.slice(i).amaxNumber().doubleValue() / 127;
        assertThat(error).as(key).isLessThanOrEqualTo(integers ? 0.5001 * step : 0);
      }
    }
  }

  @Test
  void aFileIsNearlyAQuarter() throws IOException {
    Weights large = Weights.of(Map.of(MATRIX, Nd4j.randn(DataType.FLOAT, 1536, 384)));
    long whole = Files.size(written(large));
    assertThat(Files.size(written(large.quantised()))).isBetween(whole / 4, whole * 26 / 100);
  }

  @Test
  void whatIsReadIsWrittenWithTheSameBytes() throws IOException {
    byte[] bytes = Files.readAllBytes(written(weights().quantised()));
    Weights read = SafeTensors.read(folder.resolve("w.safetensors"));
    assertThat(Files.readAllBytes(written(read))).isEqualTo(bytes);
    assertThat(SafeTensors.toBytes(read)).isEqualTo(bytes);
  }

  /** As compressed-tensors stores a layer with one scale for all rows. */
  @Test
  void aCommonScaleIsRead() throws IOException {
    INDArray integers = Nd4j.createFromArray(new byte[] {127, -3, 0, 4}).reshape(2, 2);
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("fc.weight", integers);
    arrays.put("fc.weight_scale", Nd4j.createFromArray(0.5f));
    Weights read = SafeTensors.read(written(Weights.of(arrays)));
    assertThat(read.toMap())
        .containsOnly(
            Map.entry("fc.weight", Nd4j.createFromArray(new float[][] {{63.5f, -1.5f}, {0, 2}})));
  }

  @Test
  void integersWithoutAScaleStayIntegers() throws IOException {
    INDArray integers = Nd4j.createFromArray(new byte[] {1, 2});
    Weights read = SafeTensors.read(written(Weights.of(Map.of("codes", integers))));
    assertThat(read.get("codes")).isEqualTo(integers);
  }

  @Test
  void scalesThatDontFitAreNamed() throws IOException {
    Map<String, INDArray> arrays = new LinkedHashMap<>();
    arrays.put("fc.weight", Nd4j.createFromArray(new byte[] {1, 2, 3, 4, 5, 6}).reshape(3, 2));
    arrays.put("fc.weight_scale", Nd4j.createFromArray(1f, 2f).reshape(2, 1));
    Path file = written(Weights.of(arrays));
    assertThatThrownBy(() -> SafeTensors.read(file))
        .isInstanceOf(WeightsFormatException.class)
        .hasMessageEndingWith(
            "fc.weight_scale has shape [2, 1] beside integers of shape [3, 2]; expected a factor"
                + " for each row, or one");
  }

  @Test
  void weightsThatArentFiniteAreRefused() {
    Weights weights = weights();
    weights.get(MATRIX).putScalar(1, 2, Float.NaN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> written(weights.quantised()))
        .withMessage(
            "weight " + MATRIX + " has a value that isn't finite; it can't be stored as integers");
  }
}
