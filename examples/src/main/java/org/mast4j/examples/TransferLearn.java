package org.mast4j.examples;

import java.io.File;
import java.nio.file.Path;
import java.util.Random;
import org.datavec.api.io.filters.BalancedPathFilter;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.split.FileSplit;
import org.datavec.api.split.InputSplit;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.reader.AudioRecordReader;
import org.mast4j.datavec.audio.reader.PrefetchingIterator;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.mast.MAST;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Transfer learning in DL4J's own API: {@code TransferLearn FOLDER OUT}, a folder of recordings for
 * each class. Prints DL4J's evaluation of the test clips, of 200 clips after 31 s of CPU time.
 */
public final class TransferLearn {
  public static void main(String[] args) throws Exception {
    if (args.length != 2) {
      System.err.println("usage: TransferLearn FOLDER OUT");
      System.exit(2);
    }
    // transfer start
    StoredModel start = BundledModels.read("mast-nano");
    String[] audio = AudioFiles.AUDIO_EXTENSIONS.toArray(String[]::new);
    BalancedPathFilter asMany = // of each class
        new BalancedPathFilter(new Random(1), audio, new ParentPathLabelGenerator(), 0);
    InputSplit[] parts = new FileSplit(new File(args[0])).sample(asMany, 0.8, 0.2);
    AudioRecordReader train = new AudioRecordReader(start.frontEnd());
    train.initialize(parts[0]);
    AudioRecordReader test = new AudioRecordReader(start.frontEnd());
    test.setLabels(train.getLabels());
    test.initialize(parts[1]);

    int classes = train.getLabels().size();
    ComputationGraph network = MAST.builder().numClasses(classes).build().init(start);
    FineTuneConfiguration settings =
        new FineTuneConfiguration.Builder().updater(new Adam(1e-3)).build();
    network = new TransferLearning.GraphBuilder(network).fineTuneConfiguration(settings).build();
    network.fit(new PrefetchingIterator(train, 16), 20);
    EncoderLayers.model(network, start.frontEnd(), train.getLabels()).write(Path.of(args[1]));

    ComputationGraph reloaded = MAST.builder().build().init(StoredModel.read(Path.of(args[1])));
    System.out.println(reloaded.evaluate(new PrefetchingIterator(test, 16)).stats());
    // transfer end
  }
}
