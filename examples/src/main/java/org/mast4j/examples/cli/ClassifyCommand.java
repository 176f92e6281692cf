package org.mast4j.examples.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.mast4j.zoo.ModelDirectory;
import org.mast4j.zoo.inference.Embedder;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mast4j classify}: labels with probabilities. */
@Command(name = "classify", description = "Prints the likeliest labels of each clip.")
final class ClassifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private ModelInputs inputs;

  @Option(
      names = "--top",
      paramLabel = "K",
      defaultValue = "3",
      description = "Labels a clip (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--logits", paramLabel = "X.npy", description = "Write the logits [B, classes].")
  private Optional<Path> logitsFile;

  @Override
  public Integer call() throws IOException {
    ModelDirectory directory = inputs.openModel();
    if (directory.labels().isEmpty()) {
      throw new IOException(
          inputs.path() + ": an encoder without a classifier; fine-tune it first");
    }
    List<ModelInputs.Clip> clips = inputs.read(directory);
    INDArray logits =
        Embedder.logits(directory.open(), clips.stream().map(ModelInputs.Clip::features).toList());
    if (logitsFile.isPresent()) {
      NpyFiles.write(logitsFile.get(), logits);
    }
    double[][] probabilities = directory.activation().probabilities(logits).toDoubleMatrix();
    List<Map<String, Object>> results = new ArrayList<>();
    for (int i = 0; i < clips.size(); i++) {
      results.add(result(clips.get(i).name(), probabilities[i], directory.labels()));
    }
    print(results);
    return 0;
  }

  private Map<String, Object> result(String name, double[] probabilities, List<String> labels) {
    Map<String, Object> byLabel = new LinkedHashMap<>();
    IntStream.range(0, probabilities.length)
        .boxed()
        .sorted(Comparator.comparingDouble(c -> -probabilities[c]))
        .limit(top)
        .forEach(c -> byLabel.put(labels.get(c), probabilities[c]));
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
                (label, p) -> console.println("  %5.1f %%  %s".formatted(100 * (double) p, label)));
      }
    }
    console.flush();
  }
}
