package org.mast4j.zoo.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;

/** An exported model in ONNX Runtime. */
final class Exported implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  Exported(Path directory) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(2);
      session = environment.createSession(directory.resolve(OnnxExport.MODEL).toString(), options);
    }
  }

  Set<String> outputs() {
    return session.getOutputNames();
  }

  Map<String, String> metadata() throws OrtException {
    return session.getMetadata().getCustomMetadata();
  }

  /** All outputs by name, [B, width] each. */
  Map<String, float[][]> run(FrontEndConfig frontEnd, List<Spectrogram> raw) throws OrtException {
    FloatBuffer values = FloatBuffer.allocate(raw.size() * frontEnd.frames() * frontEnd.width());
    raw.forEach(spectrogram -> values.put(spectrogram.values()));
    long[] shape = {raw.size(), frontEnd.frames(), frontEnd.width()};
    try (OnnxTensor input = OnnxTensor.createTensor(environment, values.flip(), shape);
        OrtSession.Result results = session.run(Map.of(OnnxExport.LOG_MEL, input))) {
      Map<String, float[][]> outputs = new LinkedHashMap<>();
      for (Map.Entry<String, ai.onnxruntime.OnnxValue> entry : results) {
        outputs.put(entry.getKey(), (float[][]) entry.getValue().getValue());
      }
      return outputs;
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
