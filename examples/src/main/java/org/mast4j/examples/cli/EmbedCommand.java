package org.mast4j.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.evaluate.Embedder;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ModelDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mast4j embed}: embeddings as a NumPy file. */
@Command(name = "embed", description = "Writes one embedding a clip, or all its tokens.")
final class EmbedCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "Model directory.")
  private Path model;

  @Parameters(
      arity = "1..*",
      paramLabel = "INPUT",
      description = "Audio files, or .npy files of features [B, frames, mels] used as they are.")
  private List<Path> inputs;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "X.npy",
      description = "Gets [B, dim], or [B, tokens, dim].")
  private Path out;

  @Option(names = "--tokens", description = "Write the tokens of the last stage.")
  private boolean tokens;

  @Override
  public Integer call() throws IOException {
    ModelDirectory directory = ModelDirectory.read(model);
    List<Spectrogram> clips =
        ModelInputs.read(directory, inputs).stream().map(ModelInputs.Clip::features).toList();
    EncoderGraph graph = directory.open();
    NpyFiles.write(out, tokens ? Embedder.tokens(graph, clips) : Embedder.pooled(graph, clips));
    return 0;
  }
}
