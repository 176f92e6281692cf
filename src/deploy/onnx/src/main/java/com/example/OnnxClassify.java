package com.example;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.frontend.FrontEnd;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.FrontEndJson;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.settings.Document;

/**
 * {@code java -jar onnx-classifier.jar EXPORTED FILE...}: the likeliest label of the first window
 * of each file, by a folder that {@code mast4j export --format onnx} wrote.
 */
public final class OnnxClassify {
  private OnnxClassify() {}

  public static void main(String[] args) throws IOException, OrtException {
    Path description = Path.of(args[0], FrontEndJson.FILE_NAME);
    String text = Files.readString(description);
    Document json = Document.json(text);
    FrontEndConfig config = FrontEndJson.fromJson(json.without("labels"), description);
    String[] labels =
        new ObjectMapper().convertValue(json.tree().get("labels"), String[].class);
    FrontEnd frontEnd = FrontEnd.of(config);
    OrtEnvironment runtime = OrtEnvironment.getEnvironment();
    try (OrtSession session = runtime.createSession(Path.of(args[0], "model.onnx").toString())) {
      for (int i = 1; i < args.length; i++) {
        Spectrogram logMel = config.fit(frontEnd.apply(AudioFiles.read(Path.of(args[i]))));
        float[] probabilities = probabilities(runtime, session, logMel);
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
          best = probabilities[c] > probabilities[best] ? c : best;
        }
        System.out.printf("%s\t%s\t%.3f%n", args[i], labels[best], probabilities[best]);
      }
    }
  }

  private static float[] probabilities(
      OrtEnvironment runtime, OrtSession session, Spectrogram logMel) throws OrtException {
    long[] shape = {1, logMel.frames(), logMel.mels()};
    FloatBuffer values = FloatBuffer.wrap(logMel.values());
    try (OnnxTensor input = OnnxTensor.createTensor(runtime, values, shape);
        OrtSession.Result outputs = session.run(Map.of("logMel", input))) {
      return ((float[][]) outputs.get("probabilities").orElseThrow().getValue())[0];
    }
  }
}
