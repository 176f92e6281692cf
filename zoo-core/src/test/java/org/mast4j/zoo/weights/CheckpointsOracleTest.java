package org.mast4j.zoo.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Against files that PyTorch, safetensors and huggingface_hub wrote: oracle/make_checkpoints.py
 * and, as training code leaves them, oracle/make_training_checkpoints.py.
 */
class CheckpointsOracleTest {
  private static final Path FOLDER = Path.of("src/test/resources/oracle/checkpoints");
  private static final Path EXPECTED = FOLDER.resolve("expected.safetensors");
  private static final Path TRAINING = FOLDER.resolve("training-expected.safetensors");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state-dict.pth",
        "types.pth",
        "views.bin",
        "training.pt",
        "nested.pth",
        "protocol-4.pth",
        "parameter-with-state.pth",
        "big-endian.pth",
        "sharded"
      })
  void everyTensorIsRead(String name) throws IOException {
    assertRead(name, EXPECTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "timm-training.pth.tar",
        "protocol-5.ckpt",
        "namespace.pth",
        "model-and-ema.pt",
        "no-average.pth",
        "sharded-bin"
      })
  void whatTrainingKeepsBesideTheWeightsIsLeftOut(String name) throws IOException {
    assertRead(name, TRAINING);
  }

  @Test
  void theChoiceAmongSeveralStateDictsIsSaid() throws IOException {
    List<String> notes = new ArrayList<>();
    Checkpoints.read(FOLDER.resolve("timm-training.pth.tar"), notes);
    Checkpoints.read(FOLDER.resolve("model-and-ema.pt"), notes);
    Checkpoints.read(FOLDER.resolve("no-average.pth"), notes);
    assertThat(notes)
        .containsExactly(
            "of state_dict_ema, state_dict in the file, state_dict_ema is read",
            "of model, ema in the file, model is read");
  }

  private static void assertRead(String name, Path stored) throws IOException {
    Map<String, INDArray> expected = of(name, SafeTensors.read(stored).toMap());
    Weights weights = Checkpoints.read(FOLDER.resolve(name));
    assertThat(weights.toMap()).isNotEmpty().isEqualTo(expected);
    weights
        .toMap()
        .forEach(
            (key, array) -> {
              assertThat(array.shape()).as(key).isEqualTo(expected.get(key).shape());
              assertThat(array.dataType()).as(key).isEqualTo(expected.get(key).dataType());
            });
    assertThat(Checkpoints.types(FOLDER.resolve(name)))
        .isEqualTo(of(name, SafeTensors.types(stored)));
  }

  private static <T> Map<String, T> of(String name, Map<String, T> all) {
    Map<String, T> values = new LinkedHashMap<>();
    String prefix = name + ":";
    all.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            values.put(key.substring(prefix.length()), value);
          }
        });
    return values;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          old-format.pth     | torch.save(torch.load(f, weights_only=True), g)
          script.pt          | torch.save(torch.jit.load(f).state_dict(), g)
          os-system.pth      | its pickle calls for posix.system, and only tensors
          os-system-4.pth    | its pickle calls for posix.system, and only tensors
          complex.pth        | its pickle calls for torch.ComplexFloatStorage, and only tensors
          lazily-negated.pth | a tensor with metadata, such as a lazy negation
          single-tensor.pth  | it holds a single tensor; expected a state dict
          """)
  void whatIsNoStateDictIsRefusedWithTheWayOut(String name, String problem) {
    assertThatThrownBy(() -> Checkpoints.read(FOLDER.resolve(name)))
        .isExactlyInstanceOf(WeightsFormatException.class)
        .hasMessageStartingWith(FOLDER.resolve(name) + ": ")
        .hasMessageContaining(problem);
  }

  @Test
  void exportIsByteEqual() throws IOException {
    Path copy = folder.resolve("copy.safetensors");
    SafeTensors.write(copy, SafeTensors.read(EXPECTED), Map.of(), SafeTensors.types(EXPECTED)::get);
    assertThat(copy).hasSameBinaryContentAs(EXPECTED);
  }

  @Test
  void narrowTypesRoundAsPyTorchDoes() throws IOException {
    Path rounding = FOLDER.resolve("rounding.safetensors");
    INDArray values = SafeTensors.read(rounding).get("f32");
    Map<String, INDArray> same = new LinkedHashMap<>();
    SafeTensors.types(rounding).keySet().forEach(key -> same.put(key, values));
    Path rounded = folder.resolve("rounded.safetensors");
    SafeTensors.write(rounded, Weights.of(same), Map.of(), SafeTensors.types(rounding)::get);
    assertThat(rounded).hasSameBinaryContentAs(rounding);
  }

  @Test
  void archivesBeyondFourGigabytesAreUnderstood() throws IOException {
    byte[] archive = Files.readAllBytes(FOLDER.resolve("state-dict.pth"));
    Weights expected = Checkpoints.read(FOLDER.resolve("state-dict.pth"));
    int pickle = ZipFiles.littleEndian(archive).getInt(ZipFiles.directory(archive) + 24);
    for (byte[] wide :
        new byte[][] {ZipFiles.withZip64End(archive), ZipFiles.withZip64Size(archive, pickle)}) {
      Path file = Files.write(folder.resolve("wide.pth"), wide);
      assertThat(Checkpoints.read(file).toMap()).isEqualTo(expected.toMap());
    }
  }

  @Test
  void anEmptyViewMayHaveAnyStrides() throws IOException {
    String view = TorchFiles.tensor(4, TorchFiles.tuple(2, 0), TorchFiles.tuple(7, 9));
    Path file = Files.write(folder.resolve("w.pth"), TorchFiles.holding(view));
    assertThat(Checkpoints.read(file).get("a").shape()).containsExactly(2, 0);
  }
}
