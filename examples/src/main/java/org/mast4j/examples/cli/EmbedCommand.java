package org.mast4j.examples.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.ModelDirectory;
import org.mast4j.zoo.inference.Embedder;
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

  @Option(names = "--tokens", description = "Write the tokens of the last stage.")
  private boolean tokens;

  @Override
  public Integer call() throws IOException {
    ModelDirectory directory = inputs.openModel();
    List<Spectrogram> clips =
        inputs.read(directory).stream().map(ModelInputs.Clip::features).toList();
    EncoderGraph graph = directory.open();
    NpyFiles.write(out, tokens ? Embedder.tokens(graph, clips) : Embedder.pooled(graph, clips));
    return 0;
  }
}
