package org.mast4j.zoo.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.datavec.audio.patch.PatchArray;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.patch.Patches;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A model here and, exported, in ONNX Runtime. */
final class Comparison {
  /** The issue's. */
  static final double TOLERANCE = 1e-4;

  private Comparison() {}

  /** Requires equal outputs for 1 and for 3 clips; returns the largest difference. */
  static double requireEqual(StoredModel model, Path directory) throws IOException, OrtException {
    OnnxExport.write(model, directory);
    double worst = 0;
    try (EncoderGraph graph = model.open();
        Exported exported = new Exported(directory)) {
      for (int clips : new int[] {1, 3}) {
        List<Spectrogram> raw = spectrograms(model.frontEnd(), clips);
        Map<String, float[][]> actual = exported.run(model.frontEnd(), raw);
        INDArray patches = patches(model, raw);
        worst = Math.max(worst, difference(graph.pooled(patches), actual, OnnxExport.EMBEDDING));
        if (model.classes().isPresent()) {
          INDArray logits = graph.logits(patches);
          INDArray probabilities = model.activation().probabilities(logits);
          worst = Math.max(worst, difference(logits, actual, OnnxExport.LOGITS));
          worst = Math.max(worst, difference(probabilities, actual, OnnxExport.PROBABILITIES));
        }
      }
    }
    return worst;
  }

  private static double difference(INDArray expected, Map<String, float[][]> outputs, String name) {
    float[][] actual = outputs.get(name);
    double worst = 0;
    float[][] rows = expected.toFloatMatrix();
    assertThat(actual).as(name).hasDimensions(rows.length, rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < rows[i].length; j++) {
        assertThat(actual[i][j]).as(name).isFinite();
        worst = Math.max(worst, Math.abs(actual[i][j] - rows[i][j]));
      }
    }
    assertThat(worst).as(name).isLessThan(TOLERANCE);
    return worst;
  }

  /** Raw log-mel of about the size that a front end gives. */
  private static List<Spectrogram> spectrograms(FrontEndConfig frontEnd, int count) {
    Random random = new Random(count);
    List<Spectrogram> spectrograms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] values = new float[frontEnd.frames() * frontEnd.width()];
      for (int j = 0; j < values.length; j++) {
        values[j] = (float) (frontEnd.mean() + frontEnd.std() * random.nextGaussian());
      }
      spectrograms.add(new Spectrogram(values, frontEnd.frames(), frontEnd.width()));
    }
    return spectrograms;
  }

  private static INDArray patches(StoredModel model, List<Spectrogram> raw) {
    PatchGrid grid = model.encoder().grid();
    PatchArray patches = new PatchArray(raw.size(), grid);
    for (int i = 0; i < raw.size(); i++) {
      patches.put(i, Patches.extract(model.frontEnd().normalize(raw.get(i)), grid));
    }
    return patches.finish();
  }
}
