package org.mast4j.testkit.zoo;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.EncoderConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Encoders that train in milliseconds, and patches that tell three classes apart. */
public final class TinyEncoders {
  public static final PatchGrid GRID = PatchGrid.of(12, 20, 4, 2); // 5 x 9 patches
  public static final int CLASSES = 3;

  private TinyEncoders() {}

  /** One of each family on the class path. */
  public static Stream<EncoderConfig> all() {
    Map<String, EncoderConfig> byFamily = new LinkedHashMap<>();
    Architectures.presets()
        .values()
        .forEach(preset -> byFamily.putIfAbsent(preset.architecture(), of(preset)));
    return byFamily.values().stream();
  }

  /** Of a preset's kind. */
  public static EncoderConfig of(String preset) {
    return of(Architectures.preset(preset));
  }

  static EncoderConfig of(EncoderConfig preset) {
    return preset.miniature().withGrid(GRID);
  }

  /** Class c is loud in the c-th third of each patch. */
  public static DataSet data(int clips, long seed, DataType type) {
    Nd4j.getRandom().setSeed(seed);
    int patch = GRID.patchSize();
    INDArray patches = Nd4j.randn(type, clips, GRID.size(), patch);
    INDArray labels = Nd4j.zeros(type, clips, CLASSES);
    for (int i = 0; i < clips; i++) {
      int label = i % CLASSES;
      labels.putScalar(i, label, 1);
      for (int p = label * patch / CLASSES; p < (label + 1) * patch / CLASSES; p++) {
        for (int n = 0; n < GRID.size(); n++) {
          patches.putScalar(i, n, p, patches.getDouble(i, n, p) + 2);
        }
      }
    }
    return new DataSet(patches, labels);
  }
}
