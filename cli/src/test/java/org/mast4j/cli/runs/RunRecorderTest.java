package org.mast4j.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.ssl.pretrain.History;
import org.mast4j.ssl.pretrain.Metrics;
import org.mast4j.ssl.pretrain.Monitoring;

/** What a run's folder says after it was killed, refused, or goes on. */
class RunRecorderTest {
  private static final ObjectNode SETTINGS =
      JsonNodeFactory.instance.objectNode().put("method", "ss-mast");

  @TempDir private Path directory;
  private RunFolder folder;

  @BeforeEach
  void choose() {
    folder = new RunFolder(directory.resolve("model.run"));
  }

  private RunRecorder recorder() {
    return new RunRecorder(folder, SETTINGS, Map.of("machine", Map.of("cores", "2")));
  }

  private static Metrics loss(double value) {
    return Metrics.of("loss", value);
  }

  @Test
  void aRunThatGoesOnHasEachStepOnce() throws IOException {
    try (RunRecorder recorder = recorder()) {
      recorder.start(new History(List.of(), List.of()));
      recorder.step(1, loss(0.1));
      recorder.step(2, loss(1.0 / 3));
      recorder.look(new Monitoring(2, Metrics.of("uniformity", -1)));
      recorder.step(3, loss(9)); // lost: the checkpoint is of step 2
    }
    Files.writeString(folder.metrics(), "{\"step\":4,\"lo", StandardOpenOption.APPEND); // killed
    try (RunRecorder recorder = recorder()) {
      recorder.start(
          new History(
              List.of(loss(0.1), loss(1.0 / 3)),
              List.of(new Monitoring(2, Metrics.of("uniformity", -1)))));
      recorder.step(3, loss(0.3));
    }
    assertThat(folder.metrics())
        .hasContent(
            """
            {"step":1,"loss":0.1}
            {"step":2,"loss":0.3333333333333333}
            {"step":3,"loss":0.3}
            """);
    assertThat(folder.monitors()).hasContent("{\"step\":2,\"uniformity\":-1.0}\n");
    assertThat(folder.times()).content().hasLineCount(4);
    assertThat(folder.versions()).content().containsPattern("(?s)started.*started");
    RunSummary summary = RunSummary.read(folder, "model");
    assertThat(summary.series().keySet()).containsExactly("loss", "uniformity");
    assertThat(summary.steps()).isEqualTo(3);
  }

  /** Say as a machine lost power before they were on disk. */
  @Test
  void linesThatAreLostComeFromTheCheckpoint() throws IOException {
    try (RunRecorder recorder = recorder()) {
      recorder.start(new History(List.of(loss(1), loss(2)), List.of()));
    }
    assertThat(folder.metrics()).content().hasLineCount(2);
  }

  @Test
  void aRunThatIsRefusedBeforeItsStartLeavesTheFolderAsItIs() throws IOException {
    try (RunRecorder recorder = recorder()) {
      assertThat(recorder).isNotNull();
    }
    assertThat(folder.path()).doesNotExist();
  }

  @Test
  void whatAKilledProcessLeftIsNotInTheWayAndIsDeleted() throws IOException {
    Path left = Files.createDirectory(folder.path()).resolve(".mast4j.0.tmp");
    Files.writeString(left, "half of run.yaml");
    assertThatCode(folder::requireWritable).doesNotThrowAnyException();
    try (RunRecorder recorder = recorder()) {
      recorder.start(new History(List.of(), List.of()));
    }
    assertThat(left).doesNotExist();
    assertThat(folder.isOurs()).isTrue();
  }

  @Test
  void whatIsNotOursIsInTheWay() throws IOException {
    Files.writeString(Files.createDirectory(folder.path()).resolve("thesis.txt"), "mine");
    assertThatThrownBy(folder::requireWritable).hasMessageContaining("isn't the folder of a run");
  }
}
