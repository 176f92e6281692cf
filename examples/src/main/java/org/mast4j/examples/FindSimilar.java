package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.mast4j.datavec.audio.dataset.AudioTree;
import org.mast4j.zoo.BundledModels;
import org.mast4j.zoo.inference.AudioEncoder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * What sounds like a recording: {@code FindSimilar FOLDER CLIP}, by the weights that come along;
 * the recordings need no labels. Prints the five nearest files with their similarity, of 200 clips
 * after 7 s of CPU time.
 */
public final class FindSimilar {
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: FindSimilar FOLDER CLIP");
      System.exit(2);
    }
    // search start
    List<Path> files = AudioTree.walk(Path.of(args[0])).files();
    try (AudioEncoder encoder = new AudioEncoder(BundledModels.read("mast-nano"))) {
      INDArray folder = encoder.embedFiles(files); // [files, D]
      INDArray mean = folder.mean(true, 0); // what all have in common tells nothing
      INDArray clip = encoder.embedFiles(List.of(Path.of(args[1]))).sub(mean); // [1, D]
      double[] similarity =
          IntStream.range(0, files.size())
              .mapToDouble(i -> Transforms.cosineSim(folder.getRow(i, true).sub(mean), clip))
              .toArray();
      IntStream.range(0, files.size())
          .boxed()
          .sorted(Comparator.comparingDouble(i -> -similarity[i]))
          .limit(5)
          .forEach(i -> System.out.printf("%.3f %s%n", similarity[i], files.get(i)));
    }
    // search end
  }
}
