package org.mast4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstVariants;

/** What took hours isn't lost. */
class TrainedModelTest {
  @TempDir Path folder;

  @Test
  void aModelWhosePlaceFailsAfterTrainingIsKeptElsewhere() throws IOException {
    EncoderGraph graph = EncoderGraph.encoder(AstVariants.nano(), 1);
    FrontEndConfig frontEnd =
        FrontEndConfig.kaldi()
            .withMels(graph.config().grid().mels())
            .withFrames(graph.config().grid().frames());
    StoredModel model = new StoredModel(graph.config(), frontEnd, List.of(), graph.weights());
    Path taken = Files.writeString(folder.resolve("taken"), "meanwhile");
    assertThatThrownBy(() -> TrainedModel.write(model, taken))
        .isInstanceOf(IOException.class)
        .satisfies(
            e -> {
              Matcher place =
                  Pattern.compile("the trained model is in (.*)").matcher(e.getMessage());
              assertThat(place.find()).isTrue();
              Path kept = Path.of(place.group(1));
              assertThat(StoredModel.read(kept).weights().keys()).isEqualTo(model.weights().keys());
              delete(kept.getParent());
            });
    assertThat(taken).hasContent("meanwhile");
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
