package org.mast4j.datavec.audio;

import java.io.IOException;
import java.nio.file.Path;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;

/** Two classes that any network tells apart, and a stock network that does. */
public final class Tones {
  private Tones() {}

  /** Folders "low" and "high" of so many tones each. */
  public static void write(Path folder, int clips, double seconds) throws IOException {
    for (int i = 0; i < clips; i++) {
      WavFile.tone(folder.resolve("low").resolve(i + ".wav"), 200 + 20 * i, seconds);
      WavFile.tone(folder.resolve("high").resolve(i + ".wav"), 3000 + 100 * i, seconds);
    }
  }

  /** A linear classifier of the pooled patches of 32 mels and 36 frames: 6 of 256 values. */
  public static MultiLayerNetwork network() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(0.02))
                .list()
                .layer(new GlobalPoolingLayer())
                .layer(new OutputLayer.Builder().nOut(2).build())
                .setInputType(InputType.recurrent(6, 256))
                .build());
    network.init();
    return network;
  }
}
