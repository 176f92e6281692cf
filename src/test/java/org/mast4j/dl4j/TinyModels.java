package org.mast4j.dl4j;

import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.ast.AST;
import org.mast4j.zoo.dl4j.SpectrogramTransformer;
import org.mast4j.zoo.mast.MAST;
import org.nd4j.linalg.learning.config.Adam;

/** Zoo models small enough to train in a test. */
final class TinyModels {
  private TinyModels() {}

  static SpectrogramTransformer model(EncoderConfig encoder) {
    Adam updater = new Adam(3e-3);
    int classes = TinyEncoders.CLASSES;
    return encoder.architecture().equals("ast")
        ? AST.builder().encoder(encoder).numClasses(classes).updater(updater).build()
        : MAST.builder().encoder(encoder).numClasses(classes).updater(updater).build();
  }
}
