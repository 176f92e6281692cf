package com.example;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.datavec.api.split.FileSplit;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.reader.AudioRecordReader;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** The audio files below a folder; the folder that a file lies in is its class. */
record Clips(Path folder, FrontEndConfig frontEnd) {
  private static final int BATCH = 8;

  List<String> labels() throws Exception {
    return reader().getLabels();
  }

  DataSetIterator batches() throws Exception {
    return new RecordReaderDataSetIterator(reader(), BATCH, 1, labels().size());
  }

  /** A trained network as a model directory, which tells its own front end and classes. */
  StoredModel model(ComputationGraph network) throws Exception {
    return new StoredModel(
        EncoderLayers.encoder(network), frontEnd, labels(), EncoderLayers.weights(network));
  }

  private AudioRecordReader reader() throws Exception {
    AudioRecordReader reader = new AudioRecordReader(frontEnd);
    reader.initialize(new FileSplit(folder.toFile(), new Random(1)));
    return reader;
  }
}
