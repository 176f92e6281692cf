package org.mast4j.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioEncoder;
import org.mast4j.zoo.inference.ClipWindows;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mast4j embed}: embeddings as a NumPy file. */
@Command(name = "embed", description = "Writes one embedding a clip, or all its tokens.")
final class EmbedCommand implements Callable<Integer> {
  @Mixin private ModelInputs inputs;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "X.npy",
      description = "Gets [B, dim], or [B, tokens, dim].")
  private Path out;

  @Option(
      names = "--tokens",
      description = "Write the tokens of the last stage, of a long clip those of its first window.")
  private boolean tokens;

  @Override
  public Integer call() throws IOException {
    OutputFile file = new OutputFile(out, NpyFiles.KIND);
    inputs.requireOutputs(List.of(file));
    StoredModel directory = inputs.openModel();
    List<ModelInputs.Clip> clips = inputs.read(directory);
    List<String> names = ModelInputs.names(clips);
    if (inputs.bad().mayWrite(file, names)) {
      INDArray rows = rows(directory, ModelInputs.windows(clips));
      inputs.requireFinite(clips, rows);
      NpyFiles.write(file, rows);
      inputs.bad().listRows(file, names);
    }
    return inputs.bad().exitCode();
  }

  private INDArray rows(StoredModel directory, List<ClipWindows> clips) {
    try (AudioEncoder encoder = new AudioEncoder(directory)) {
      return tokens
          ? encoder.tokens(clips.stream().map(ClipWindows::first).toList())
          : encoder.embed(clips);
    }
  }
}
