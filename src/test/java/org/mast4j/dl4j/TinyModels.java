package org.mast4j.dl4j;

import java.util.List;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.ast.AST;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.dl4j.SpectrogramTransformer;
import org.mast4j.zoo.mast.MAST;
import org.mast4j.zoo.mast.MastVariants;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Zoo models small enough to train in a test, and patches that tell three classes apart. */
final class TinyModels {
  static final PatchGrid GRID = PatchGrid.of(12, 20, 4, 2); // 5 x 9 patches
  static final int CLASSES = 3;

  private TinyModels() {}

  static Stream<EncoderConfig> encoders() {
    return Stream.of(
        AstVariants.nano().withWidth(8, 2).withGrid(GRID),
        MastVariants.nano().withGrid(GRID).withStages(List.of(1, 1), 8, 1));
  }

  static SpectrogramTransformer model(EncoderConfig encoder) {
    Adam updater = new Adam(3e-3);
    return encoder.architecture().equals("ast")
        ? AST.builder().encoder(encoder).numClasses(CLASSES).updater(updater).build()
        : MAST.builder().encoder(encoder).numClasses(CLASSES).updater(updater).build();
  }

  /** Class c is loud in the c-th third of each patch. */
  static DataSet data(int clips, long seed, DataType type) {
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
