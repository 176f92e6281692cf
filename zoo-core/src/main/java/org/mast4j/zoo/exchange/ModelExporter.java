package org.mast4j.zoo.exchange;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mast4j.datavec.audio.internal.io.AtomicDirectory;
import org.mast4j.zoo.HeadInput;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.weights.SafeTensors;

/** A MAST4J model into what other libraries read. */
public final class ModelExporter {
  private static final String WEIGHTS = "model.safetensors";

  /** In the weights' header, where those who save the model again don't keep it. */
  private static final String WRITER = "writer";

  private static final String MAST4J = "mast4j";

  /** Of any format: an older export of another one is replaced too. */
  private static final AtomicDirectory EXPORTS =
      new AtomicDirectory(
          "an export of mast4j",
          Set.of(StoredModel.CONFIG, Source.PREPROCESSOR, WEIGHTS),
          ModelExporter::isOurs);

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelExporter() {}

  /**
   * The model in the layout of a library.
   *
   * @param library "transformers" or "timm"
   * @throws IllegalArgumentException if the library has no such model, naming those that have, or
   *     the classifier has hidden layers or reads something else than the encoder's embedding
   */
  public static ExportedModel convert(StoredModel model, String library) {
    if (!model.hidden().isEmpty()) {
      throw new IllegalArgumentException(
          "a classifier with hidden layers "
              + model.hidden()
              + "; other libraries' models have one linear layer there, so export the encoder"
              + " (--no-classifier), or as onnx");
    }
    if (model.headInput() != HeadInput.EMBEDDING) {
      throw new IllegalArgumentException(
          "a classifier that reads %s; other libraries' read the encoder's embedding, so export the encoder (--no-classifier), as onnx, or fine-tune with --set choosePooling=false"
              .formatted(model.headInput()));
    }
    List<WritableFormat> formats =
        ModelImporter.formats().stream()
            .filter(WritableFormat.class::isInstance)
            .map(WritableFormat.class::cast)
            .filter(format -> format.isFor(model.encoder()))
            .toList();
    return formats.stream()
        .filter(format -> format.library().equals(library))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "format \""
                        + library
                        + "\" can't hold a model of architecture "
                        + model.encoder().architecture()
                        + "; expected one of "
                        + formats.stream().map(WritableFormat::library).toList()
                        + " or onnx (zoo-onnx), which holds them all"))
        .write(model);
  }

  /**
   * Writes an exported model as a directory, whole or not at all.
   *
   * @throws IOException if the directory holds anything but an earlier export of ours
   */
  public static void write(ExportedModel model, Path directory) throws IOException {
    EXPORTS.write(
        directory,
        fresh -> {
          for (Map.Entry<String, ObjectNode> json : model.json().entrySet()) {
            String text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(json.getValue());
            Files.writeString(fresh.resolve(json.getKey()), text + "\n");
          }
          // transformers refuses a file whose metadata doesn't name PyTorch.
          SafeTensors.write(
              fresh.resolve(WEIGHTS), model.weights(), Map.of("format", "pt", WRITER, MAST4J));
        });
  }

  /**
   * Checks before the work whether {@link #write} could write there.
   *
   * @throws IOException saying what is in the way
   */
  public static void requireWritable(Path directory) throws IOException {
    EXPORTS.requireWritable(directory);
  }

  private static boolean isOurs(Path directory) throws IOException {
    return MAST4J.equals(SafeTensors.metadata(directory.resolve(WEIGHTS)).get(WRITER));
  }
}
