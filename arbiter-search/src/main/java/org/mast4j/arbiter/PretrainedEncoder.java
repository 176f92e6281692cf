package org.mast4j.arbiter;

import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import org.mast4j.ssl.pretrain.Trained;
import org.mast4j.zoo.EncoderConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.inference.BatchedOutputs;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A candidate's model. */
record PretrainedEncoder(EncoderConfig encoder, Trained trained) {

  /** Embeddings of raw log-mels, [n, D]. */
  INDArray embed(List<Spectrogram> clips) {
    List<Spectrogram> normalised =
        clips.stream().map(clip -> clip.standardize(trained.mean(), trained.std())).toList();
    try (EncoderGraph graph = EncoderGraph.load(encoder, Optional.empty(), trained.encoder())) {
      return BatchedOutputs.pooled(graph, normalised);
    }
  }
}
