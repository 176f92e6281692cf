package org.mast4j.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.notebook.picture.AttentionPicture;
import org.mast4j.notebook.picture.Png;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioClassifier;
import org.mast4j.zoo.inference.Classification;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j classify}: labels with probabilities. */
@Command(name = "classify", description = "Prints the likeliest labels of each clip.")
final class ClassifyCommand implements Callable<Integer> {
  private static final OutputFile.Kind PICTURE = new OutputFile.Kind("a picture", Png::isOurs);

  @Spec private CommandSpec spec;

  @Mixin private ModelInputs inputs;

  @Option(
      names = "--top",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "K",
      defaultValue = "3",
      description = "Labels a clip (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--logits", paramLabel = "X.npy", description = "Write the logits [B, classes].")
  private Optional<Path> logitsFile;

  @Option(
      names = "--attention",
      paramLabel = "X.png",
      description = "Draw what the model attends to in the one clip given (its first window).")
  private Optional<Path> attentionFile;

  @Override
  public Integer call() throws IOException {
    Optional<OutputFile> logits = logitsFile.map(file -> new OutputFile(file, NpyFiles.KIND));
    Optional<OutputFile> attention = attentionFile.map(file -> new OutputFile(file, PICTURE));
    inputs.requireOutputs(Stream.of(logits, attention).flatMap(Optional::stream).toList());
    StoredModel directory = inputs.openModel();
    if (directory.labels().isEmpty()) {
      throw new IOException(
          inputs.path() + ": an encoder without a classifier; fine-tune it first");
    }
    List<ModelInputs.Clip> clips = inputs.read(directory);
    if (attention.isPresent() && clips.size() > 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--attention draws one clip; there are " + clips.size());
    }
    if (!clips.isEmpty()) {
      print(classify(directory, clips, attention, logits));
    }
    return inputs.bad().exitCode();
  }

  private List<Map<String, Object>> classify(
      StoredModel directory,
      List<ModelInputs.Clip> clips,
      Optional<OutputFile> attention,
      Optional<OutputFile> logits)
      throws IOException {
    AudioClassifier.Outputs outputs;
    try (AudioClassifier classifier = new AudioClassifier(directory)) {
      outputs = classifier.outputs(ModelInputs.windows(clips));
      inputs.requireFinite(clips, outputs.logits());
      if (attention.isPresent()) {
        Spectrogram window = clips.get(0).windows().first();
        double[][] map = classifier.attention(window).toDoubleMatrix();
        byte[] picture =
            AttentionPicture.png(window, map, directory.encoder().grid(), directory.frontEnd());
        attention.get().write(picture);
      }
    }
    List<String> names = ModelInputs.names(clips);
    if (logits.isPresent() && inputs.bad().mayWrite(logits.get(), names)) {
      NpyFiles.write(logits.get(), outputs.logits());
    }
    List<Classification> classifications = outputs.classifications(directory.labels());
    List<Map<String, Object>> results = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      results.add(result(names.get(i), classifications.get(i)));
    }
    return results;
  }

  private Map<String, Object> result(String name, Classification classification) {
    Map<String, Object> byLabel = new LinkedHashMap<>();
    classification.top(top).forEach(score -> byLabel.put(score.label(), score.probability()));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("input", name);
    result.put("labels", byLabel);
    return result;
  }

  private void print(List<Map<String, Object>> results) throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    if (json) {
      console.println(
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(results));
    } else {
      for (Map<String, Object> result : results) {
        console.println(result.get("input"));
        ((Map<?, ?>) result.get("labels"))
            .forEach(
                (label, p) ->
                    console.printf(Locale.ROOT, "  %5.1f %%  %s%n", 100 * (double) p, label));
      }
    }
    console.flush();
  }
}
