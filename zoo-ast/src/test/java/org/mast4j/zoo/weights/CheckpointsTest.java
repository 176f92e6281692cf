package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mast4j.zoo.weights.SafeTensorsFiles.valid;
import static org.mast4j.zoo.weights.TorchFiles.checkpoint;
import static org.mast4j.zoo.weights.TorchFiles.pickleOf;
import static org.mast4j.zoo.weights.TorchFiles.tensor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  private static final String INDEX = "{\"weight_map\":{\"shard\":\"s.safetensors\"}}";

  @TempDir Path folder;

  @Test
  void aDirectoryIsReadByTheFirstOfItsFiles() throws IOException {
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
                + " pytorch_model.bin");
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
