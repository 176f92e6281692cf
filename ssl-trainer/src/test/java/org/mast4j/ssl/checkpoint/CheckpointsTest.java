package org.mast4j.ssl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mast4j.zoo.weights.Weights;
import org.nd4j.linalg.factory.Nd4j;

class CheckpointsTest {
  private static final ObjectNode RUN =
      JsonNodeFactory.instance.objectNode().put("architecture", "mast").put("width", 8);

  @TempDir private Path folder;
  private Path directory;
  private Checkpoints checkpoints;

  @BeforeEach
  void begin() {
    directory = folder.resolve("checkpoint");
    checkpoints = open(RUN);
  }

  private Checkpoints open(ObjectNode run) {
    return new Checkpoints(directory, RunIdentity.of(run), 2);
  }

  private static Snapshot snapshot(long step) {
    return new Snapshot(
        step, Weights.of(Map.of("a", Nd4j.createFromArray(step, 2f, 3f))), Map.of("note", "x"));
  }

  private void write(long step, long best) throws IOException {
    checkpoints.write(new Checkpoint(snapshot(step), Optional.of(snapshot(best))));
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theLastStatesStayAndTheBestThatTheyName() throws IOException {
    write(10, 5);
    write(20, 5);
    write(30, 25);
    assertThat(files())
        .containsExactly(
            "best-00000005.safetensors",
            "best-00000025.safetensors",
            "run.json",
            "state-00000020.safetensors",
            "state-00000030.safetensors");
    write(40, 25);
    assertThat(files()).doesNotContain("best-00000005.safetensors");
    Checkpoint newest = open(RUN).newest().orElseThrow();
    assertThat(newest.state().step()).isEqualTo(40);
    assertThat(newest.state().notes()).isEqualTo(Map.of("note", "x"));
    assertThat(newest.state().arrays().toMap()).isEqualTo(snapshot(40).arrays().toMap());
    assertThat(newest.best().orElseThrow().step()).isEqualTo(25);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.6, 1})
  void oneFlippedBitAnywhereIsNoticedAndTheCheckpointBeforeIsNamed(double where)
      throws IOException {
    write(10, 5);
    write(20, 5);
    Path state = directory.resolve("state-00000020.safetensors");
    byte[] bytes = Files.readAllBytes(state);
    bytes[(int) (where * (bytes.length - 1))] ^= 4;
    Files.write(state, bytes);
    assertThatThrownBy(() -> open(RUN).newest())
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            state + ": its content has changed",
            "delete " + state + " to go back to step 10, or delete " + directory);
    Files.delete(state); // as it says
    assertThat(open(RUN).newest().orElseThrow().state().step()).isEqualTo(10);
  }

  @Test
  void aTruncatedFileIsNoticed() throws IOException {
    write(10, 5);
    Path best = directory.resolve("best-00000005.safetensors");
    byte[] bytes = Files.readAllBytes(best);
    Files.write(best, Arrays.copyOf(bytes, bytes.length - 1));
    assertThatThrownBy(() -> open(RUN).newest())
        .hasMessage(
            "%s: holds %d bytes of %d; delete %s to start anew"
                .formatted(best, bytes.length - 1, bytes.length, directory));
  }

  @Test
  void theCheckpointOfAnotherRunIsRefusedWithWhatDiffers() throws IOException {
    write(10, 5);
    ObjectNode other = RUN.deepCopy().put("architecture", "ast");
    for (int i = 0; i < 20; i++) {
      other.put("key" + i, i);
    }
    assertThatThrownBy(() -> open(other).newest())
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            "(architecture is \"mast\" there and \"ast\" here, key0 is absent there and 0 here,",
            "and 13 more); use the same settings and data")
        .message()
        .doesNotContain("key7");
    assertThat(files()).as("nothing is touched").hasSize(3);
  }

  @Test
  void aListThatIsDamagedIsNamed() throws IOException {
    write(10, 5);
    Path list = directory.resolve("run.json");
    Files.writeString(list, Files.readString(list).replace("crc32c", "crc"));
    assertThatThrownBy(() -> open(RUN).newest())
        .hasMessageContainingAll(list + ": states", "delete it to start anew");
  }

  @Test
  void whatAProcessLeftThatDiedInItsFirstSaveIsNotInTheWay() throws IOException {
    Files.createDirectory(directory);
    Files.write(directory.resolve("state-00000001.safetensors"), new byte[9]);
    Files.write(directory.resolve(".mast4j.0.tmp"), new byte[9]);
    assertThat(Checkpoints.exists(directory)).isFalse();
    assertThatCode(() -> Checkpoints.requireWritable(directory)).doesNotThrowAnyException();
    write(10, 5);
    assertThat(files())
        .containsExactly("best-00000005.safetensors", "run.json", "state-00000010.safetensors");
  }

  @Test
  void whatIsNotOursIsInTheWay() throws IOException {
    Files.createDirectory(directory);
    Files.writeString(directory.resolve("thesis.txt"), "mine");
    assertThatThrownBy(() -> Checkpoints.requireWritable(directory))
        .hasMessageContaining("none of a run");
    Checkpoints.delete(directory);
    assertThat(directory.resolve("thesis.txt")).exists();
  }

  @Test
  void aSaveThatFailsSaysWhatStays() throws IOException {
    assertThatThrownBy(() -> failingWrite(1)).hasMessageContaining("there is no checkpoint yet");
    write(10, 5);
    assertThatThrownBy(() -> failingWrite(20))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(
            directory + ": can't be written (",
            "state-00000020.safetensors",
            "; the checkpoint of step 10 stays; make room there and resume the run");
    assertThat(open(RUN).newest().orElseThrow().state().step()).isEqualTo(10);
    write(30, 5); // there is room again
    assertThat(files())
        .containsExactly(
            "best-00000005.safetensors",
            "run.json",
            "state-00000010.safetensors",
            "state-00000030.safetensors");
  }

  /** A folder that isn't empty in the file's place, which no file can replace. */
  private void failingWrite(long step) throws IOException {
    Path inTheWay = directory.resolve("state-%08d.safetensors/x".formatted(step));
    Files.createDirectories(inTheWay);
    try {
      write(step, 5);
    } finally {
      Files.delete(inTheWay);
      Files.delete(inTheWay.getParent());
    }
  }
}
