package org.mast4j.datavec.audio.internal.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.datavec.api.split.FileSplit;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.reader.AudioRecordReader;

/** A process of {@link FileNamesTest}: says how many classes a folder has. */
final class NamedFolder {

  private NamedFolder() {}

  public static void main(String[] arguments) throws Exception {
    try {
      System.out.println(labels(arguments[0], Path.of(arguments[1])).size() + " classes");
    } catch (AudioException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }

  private static List<String> labels(String how, Path folder)
      throws IOException, InterruptedException {
    switch (how) {
      case "CSV":
        return AudioDataset.open(folder.resolve("data.csv")).labels();
      case "READER":
        AudioRecordReader reader = new AudioRecordReader(FrontEndConfig.kaldi());
        reader.initialize(new FileSplit(folder.toFile()));
        return reader.getLabels();
      default:
        return AudioDataset.open(folder).labels();
    }
  }
}
