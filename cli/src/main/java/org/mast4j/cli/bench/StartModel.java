package org.mast4j.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstConfig;

/** A model to start with: what it says of a clip doesn't matter, so that its weights are random. */
public final class StartModel {
  private StartModel() {}

  /** Writes an AST classifier, whose front end is as transformers' own, as a model directory. */
  public static void write(AstConfig encoder, int classes, Path directory) throws IOException {
    FrontEndConfig frontEnd =
        FrontEndConfig.kaldi()
            .withSubtractMean(false)
            .withMels(encoder.grid().mels())
            .withFrames(encoder.grid().frames());
    List<String> labels = IntStream.range(0, classes).mapToObj(i -> "class " + i).toList();
    try (EncoderGraph graph = EncoderGraph.classifier(encoder, classes, 1)) {
      StoredModel.of(graph, frontEnd, labels).write(directory);
    }
  }
}
