package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class WeightsDigestTest {
  private static INDArray array(int rows, int columns) {
    return Nd4j.arange(rows * columns).castTo(DataType.FLOAT).reshape(rows, columns);
  }

  private static String digest(String key, INDArray array) {
    return Weights.of(Map.of(key, array, "z", array(1, 2))).digest();
  }

  /** By Python: hashlib.sha256(b"a[2, 2]" + numpy.arange(4, dtype="<f4").tobytes()). */
  @Test
  void isTheSha256OfKeysShapesAndFloats() {
    assertThat(Weights.of(Map.of("a", array(2, 2))).digest())
        .isEqualTo("0aa65b10cd8c796935891340edd97103fdcd53965fd4d342e730c51e245fc171");
  }

  @Test
  void keysShapesAndValuesCount() {
    String digest = digest("a", array(300, 400));
    assertThat(digest("b", array(300, 400))).isNotEqualTo(digest);
    assertThat(digest("a", array(400, 300))).isNotEqualTo(digest);
    assertThat(digest("a", array(300, 400).putScalar(299, 399, 0))).isNotEqualTo(digest);
  }

  @Test
  void orderTypeAndStridesDoNot() {
    String digest = digest("a", array(3, 4));
    Map<String, INDArray> turned = new LinkedHashMap<>();
    turned.put("z", array(1, 2).castTo(DataType.FLOAT16));
    turned.put("a", array(3, 4).transpose().dup('c').transpose());
    assertThat(Weights.of(turned).digest()).isEqualTo(digest);
  }
}
