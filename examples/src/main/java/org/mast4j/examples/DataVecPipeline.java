package org.mast4j.examples;

import java.io.File;
import java.util.Random;
import org.datavec.api.split.FileSplit;
import org.deeplearning4j.datasets.datavec.SequenceRecordReaderDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Convolution1D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.reader.AudioSequenceRecordReader;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.dataset.api.preprocessor.LabelLastTimeStepPreProcessor;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Recordings into DL4J's own layers: {@code DataVecPipeline TRAIN TEST}, in each a folder for each
 * class. Prints DL4J's evaluation of the test clips, after 39 s of CPU time with 200 clips.
 */
public final class DataVecPipeline {
  public static void main(String[] args) throws Exception {
    if (args.length != 2) {
      System.err.println("usage: DataVecPipeline TRAIN TEST");
      System.exit(2);
    }
    // pipeline start
    FrontEndConfig frontEnd = // log-mels, about standardised
        FrontEndConfig.librosa().withMels(40).withFrames(100).withStatistics(-6, 4);
    DataSetIterator train = batches(frontEnd, args[0]); // [B, mels, frames]
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(5e-3))
                .list(
                    new Convolution1D.Builder(5).nOut(32).activation(Activation.LEAKYRELU).build(),
                    new GlobalPoolingLayer(),
                    new OutputLayer.Builder().nOut(train.totalOutcomes()).build())
                .setInputType(InputType.recurrent(frontEnd.mels(), frontEnd.frames()))
                .build());
    network.init();
    network.fit(train, 10);
    System.out.println(network.evaluate(batches(frontEnd, args[1])).stats());
    // pipeline end
  }

  private static DataSetIterator batches(FrontEndConfig frontEnd, String folder) throws Exception {
    AudioSequenceRecordReader reader = new AudioSequenceRecordReader(frontEnd);
    reader.initialize(new FileSplit(new File(folder), new Random(1)));
    int classes = reader.getLabels().size();
    DataSetIterator batches = new SequenceRecordReaderDataSetIterator(reader, 16, classes, 1);
    batches.totalOutcomes(); // first asked later, DL4J would preprocess a batch twice
    batches.setPreProcessor(new LabelLastTimeStepPreProcessor()); // a label a clip, not a frame
    return batches;
  }
}
