package org.mast4j.ssl.dl4j;

import java.util.List;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;

/** Models of tiny encoders. */
final class TestModels {
  static final FrontEndConfig FRONT_END =
      FrontEndConfig.librosa()
          .withMels(TinyEncoders.GRID.mels())
          .withFrames(TinyEncoders.GRID.frames());

  private TestModels() {}

  static StoredModel classifier(EncoderConfig encoder, Activation activation) {
    try (EncoderGraph random = EncoderGraph.classifier(encoder, TinyEncoders.CLASSES, 7)) {
      return StoredModel.builder(encoder, FRONT_END)
          .labels(List.of("a", "b", "c"))
          .activation(activation)
          .weights(random.weights().copy())
          .build();
    }
  }

  static StoredModel encoder(EncoderConfig encoder) {
    try (EncoderGraph random = EncoderGraph.encoder(encoder, 7)) {
      return new StoredModel(encoder, FRONT_END, List.of(), random.weights().copy());
    }
  }
}
