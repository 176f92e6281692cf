package org.mast4j.zoo.onnx;

import static org.mast4j.samediff.onnx.OnnxGraph.BATCH;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.mast4j.datavec.audio.frontend.FrontEndJson;
import org.mast4j.datavec.audio.internal.io.AtomicDirectory;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.samediff.onnx.OnnxGraph;
import org.mast4j.samediff.onnx.OnnxTranslation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;

/**
 * Writes models as ONNX, opset 17, for runtimes without Java: browsers, phones, OpenVINO.
 *
 * <p>The graph reads {@value #LOG_MEL} [B, T, F], any number of spectrograms as the model's front
 * end gives them before normalisation, and gives {@value #EMBEDDING} [B, D] and, of a classifier,
 * {@value #LOGITS} and {@value #PROBABILITIES}, both [B, classes]. A folder holds it ({@value
 * #MODEL}) and {@value FrontEndJson#FILE_NAME}, of the same content as in a model directory; the
 * same is in the file's {@code metadata_props}.
 */
public final class OnnxExport {
  public static final String LOG_MEL = "logMel";
  public static final String EMBEDDING = "embedding";
  public static final String LOGITS = "logits";
  public static final String PROBABILITIES = "probabilities";

  /** The file's name. */
  public static final String MODEL = "model.onnx";

  private static final AtomicDirectory EXPORTS =
      new AtomicDirectory(
          "an ONNX export of mast4j",
          Set.of(MODEL, MODEL + OnnxGraph.DATA, FrontEndJson.FILE_NAME),
          directory -> OnnxGraph.isOurs(directory.resolve(MODEL)));

  private static final ObjectMapper JSON = new ObjectMapper();

  private OnnxExport() {}

  /**
   * Writes a model, whole or not at all, in place of an older export of ours.
   *
   * @throws IOException if the directory holds anything else, or can't be written
   * @throws IllegalArgumentException naming every weight that doesn't fit, or what of the graph
   *     ONNX can't hold
   */
  public static void write(StoredModel model, Path directory) throws IOException {
    try (EncoderGraph graph = model.open()) {
      OnnxGraph onnx = graph(model, graph);
      EXPORTS.write(
          directory,
          fresh -> {
            onnx.write(fresh.resolve(MODEL));
            Files.writeString(fresh.resolve(FrontEndJson.FILE_NAME), model.frontEndJson());
          });
    }
  }

  /**
   * Checks before the work whether {@link #write} could write there.
   *
   * @throws IOException saying what is in the way
   */
  public static void requireWritable(Path directory) throws IOException {
    EXPORTS.requireWritable(directory);
  }

  private static OnnxGraph graph(StoredModel model, EncoderGraph encoder) throws IOException {
    OnnxGraph onnx = new OnnxGraph(model.encoder().architecture());
    PatchGrid grid = model.encoder().grid();
    String patches = new LogMelInput(onnx, model.frontEnd(), grid).patches(LOG_MEL);
    List<String> wanted = new ArrayList<>(List.of(EncoderGraph.POOLED));
    model.classes().ifPresent(classes -> wanted.add(EncoderGraph.LOGITS));
    Map<String, long[]> shapes =
        Map.of(EncoderGraph.PATCHES, new long[] {BATCH, grid.size(), grid.patchSize()});
    Map<String, String> outputs =
        new OnnxTranslation(encoder.graph(), shapes)
            .addTo(onnx, Map.of(EncoderGraph.PATCHES, patches), wanted);
    model
        .classes()
        .ifPresent(
            classes -> {
              String logits = outputs.get(EncoderGraph.LOGITS);
              onnx.output(LOGITS, logits, BATCH, classes);
              onnx.output(PROBABILITIES, probabilities(onnx, model, logits), BATCH, classes);
            });
    onnx.output(EMBEDDING, outputs.get(EncoderGraph.POOLED), BATCH, model.encoder().outputWidth());
    describe(onnx, model);
    return onnx;
  }

  private static String probabilities(OnnxGraph onnx, StoredModel model, String logits) {
    return switch (model.activation()) {
      case SOFTMAX -> onnx.node("Softmax", List.of(logits), OnnxGraph.attribute("axis", -1));
      case SIGMOID -> onnx.node("Sigmoid", List.of(logits));
    };
  }

  /** What whoever makes the input and reads the output must know. */
  private static void describe(OnnxGraph onnx, StoredModel model) throws IOException {
    onnx.metadata("architecture", model.encoder().architecture());
    onnx.metadata("frontEnd", JSON.writeValueAsString(FrontEndJson.toJson(model.frontEnd())));
    onnx.metadata("padValue", Float.toString(model.frontEnd().padValue()));
    if (model.classes().isPresent()) {
      ArrayNode labels = JSON.createArrayNode();
      model.labels().forEach(labels::add);
      onnx.metadata("labels", JSON.writeValueAsString(labels));
      onnx.metadata("activation", model.activation().name().toLowerCase(Locale.ROOT));
    }
  }
}
