package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mast4j.zoo.weights.SafeTensorsFiles.valid;
import static org.mast4j.zoo.weights.TorchFiles.checkpoint;
import static org.mast4j.zoo.weights.TorchFiles.pickleOf;
import static org.mast4j.zoo.weights.TorchFiles.tensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  private static final String INDEX = "{\"weight_map\":{\"shard\":\"s.safetensors\"}}";

  @TempDir Path folder;

  @Test
  void aDirectoryIsReadByTheFirstOfItsFiles() throws IOException {
    Files.writeString(
        folder.resolve("pytorch_model.bin.index.json"), INDEX.replace("s.safe", "b.safe"));
    Files.write(folder.resolve("b.safetensors"), valid(1, "shard"));
    assertThat(Checkpoints.read(folder).keys()).containsExactly("shard");
    Files.write(folder.resolve("pytorch_model.bin"), checkpoint(pickleOf(tensor())));
    assertThat(Checkpoints.read(folder).keys()).containsExactly("a");
    Files.writeString(folder.resolve("model.safetensors.index.json"), INDEX);
    Files.write(folder.resolve("s.safetensors"), valid(1, "shard"));
    assertThat(Checkpoints.read(folder).keys()).containsExactly("shard");
    Files.write(folder.resolve("model.safetensors"), valid(1, "whole"));
    assertThat(Checkpoints.read(folder).keys()).containsExactly("whole");
  }

  @Test
  void aDirectoryWithoutWeightsSaysWhatWasLookedFor() throws IOException {
    Files.write(folder.resolve("weights.safetensors"), valid(1, "a"));
    assertThatThrownBy(() -> Checkpoints.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder
                + ": no weights here, none of model.safetensors, model.safetensors.index.json,"
                + " pytorch_model.bin, pytorch_model.bin.index.json; name the file itself, one of"
                + " weights.safetensors");
  }

  @Test
  void oneShardOfSeveralIsNotTakenForTheModel() throws IOException {
    Path shard = folder.resolve("model-00001-of-00003.safetensors");
    Files.write(shard, valid(1, "a"));
    assertThatThrownBy(() -> Checkpoints.read(shard))
        .hasMessage(shard + ": one shard of several; name their folder or their .index.json");
    Path only = folder.resolve("model-00001-of-00001.safetensors");
    Files.write(only, valid(1, "a"));
    assertThat(Checkpoints.read(only).keys()).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          version https://git-lfs.github.com/spec/v1 | git lfs pull
          <!DOCTYPE html><html>                      | a web page instead of the weights
          ' \n<?xml version="1.0"?>'                 | a web page instead of the weights
          {"error":"Repository not found"}           | it has no weight_map
          BZh91AY                                    | unpack it
          """)
  void whatADownloadLeftInsteadOfWeightsIsNamed(String content, String problem) throws IOException {
    for (String name : new String[] {"model.safetensors", "pytorch_model.bin"}) {
      Path file = Files.writeString(folder.resolve(name), content);
      assertThatThrownBy(() -> Checkpoints.read(file))
          .isInstanceOf(WeightsFormatException.class)
          .hasMessageStartingWith(file + ": ")
          .hasMessageContaining(problem);
    }
  }

  @Test
  void anArchiveOfAModelIsToBeUnpacked() throws IOException {
    Path gzip = folder.resolve("model.tar.gz");
    Files.write(gzip, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThatThrownBy(() -> Checkpoints.read(gzip)).hasMessageContaining("unpack it");
    byte[] tar = new byte[1024];
    System.arraycopy("ustar".getBytes(StandardCharsets.US_ASCII), 0, tar, 257, 5);
    Path file = Files.write(folder.resolve("model.tar"), tar);
    assertThatThrownBy(() -> Checkpoints.read(file)).hasMessageContaining("unpack it");
  }

  @Test
  void aSafeTensorsFileCutShortAsksForTheDownload() throws IOException {
    byte[] whole = valid(1, "a");
    Path file = folder.resolve("model.safetensors");
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> Checkpoints.read(file))
        .hasMessageContaining("its tensors need 4 bytes and it holds 3 of them; is the download");
  }

  @ParameterizedTest
  @ValueSource(strings = {"w.safetensors", "w.pth", "w.bin", "w.json", "w.ckpt", "w"})
  void theContentDecidesWhateverTheName(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, checkpoint(pickleOf(tensor())));
    assertThat(Checkpoints.read(file).keys()).containsExactly("a");
    Files.write(file, valid(1, "b"));
    assertThat(Checkpoints.read(file).keys()).containsExactly("b");
    Files.writeString(file, INDEX);
    Files.write(folder.resolve("s.safetensors"), valid(1, "shard"));
    assertThat(Checkpoints.read(file).keys()).containsExactly("shard");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(() -> Checkpoints.read(folder.resolve("none.pth")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none.pth");
  }
}
