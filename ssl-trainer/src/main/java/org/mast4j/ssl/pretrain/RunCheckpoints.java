package org.mast4j.ssl.pretrain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.mast4j.settings.Document;
import org.mast4j.settings.Problems;
import org.mast4j.settings.Settings;
import org.mast4j.ssl.checkpoint.Checkpoint;
import org.mast4j.ssl.checkpoint.Checkpoints;
import org.mast4j.ssl.checkpoint.RunIdentity;

/** The checkpoints of a pre-training run: by what it is known again, and what is in them. */
final class RunCheckpoints {
  private static final String METHOD = "method";
  private static final String CONFIG = "config";
  private static final String MONITORS = "monitors";

  private final Path directory;
  private final Checkpoints checkpoints;

  /** Reads the clips, unless the list of their log-mels knows its hash code. */
  RunCheckpoints(Path directory, PretrainingSettings settings, int keepLast, PretrainingLoop loop) {
    TrainingClips data = loop.data();
    ObjectNode identity = JsonNodeFactory.instance.objectNode();
    identity.put("clips", data.clips().size());
    identity.put("clipsHash", Integer.toHexString(data.clips().logMels().hashCode()));
    if (!data.targets().isEmpty()) {
      identity.put("labelsHash", Integer.toHexString(data.labelsHash()));
    }
    identity.setAll(settings.toJson());
    identity.set(MONITORS, loop.monitorsJson());
    Method method = Methods.byName(settings.method().method());
    this.directory = directory;
    this.checkpoints =
        new Checkpoints(
            directory,
            new RunIdentity(identity, saved -> complete(saved, method, identity.get(MONITORS))),
            keepLast);
  }

  /** What an earlier version didn't know was as it is by default now; monitors may come in. */
  private static void complete(ObjectNode saved, Method method, JsonNode monitors) {
    saved.putIfAbsent(METHOD, TextNode.valueOf(Methods.DEFAULT));
    saved.putIfAbsent(MONITORS, monitors);
    if (saved.get(METHOD).asText().equals(method.name())) {
      // a configuration that can't be read is compared as it stands
      new Problems()
          .attempt(
              () ->
                  Settings.read(
                      (Record) method.defaults(), Document.of(saved.path(CONFIG), CONFIG)))
          .ifPresent(config -> saved.set(CONFIG, Settings.toJson(config)));
    }
  }

  /**
   * Lets a run go on from the newest checkpoint, if there is one.
   *
   * @throws IOException if it is damaged, or of a run with other settings or clips
   */
  void restore(PretrainingLoop loop) throws IOException {
    Optional<Checkpoint> newest = checkpoints.newest();
    if (newest.isPresent()) {
      try {
        loop.restore(newest.get());
      } catch (IllegalArgumentException e) {
        throw new IOException(
            "%s: %s; delete %s to start anew"
                .formatted(
                    checkpoints.stateFile(newest.get().state().step()), e.getMessage(), directory),
            e);
      }
    }
  }

  /** Saves what a run has done. */
  void write(PretrainingLoop loop) throws IOException {
    checkpoints.write(loop.checkpoint());
  }

  /** What an end without a result leaves, in words. */
  String left() {
    return checkpoints.newestStep().isPresent()
        ? "the checkpoint of step %d in %s stays"
            .formatted(checkpoints.newestStep().getAsLong(), directory)
        : "there is no checkpoint yet";
  }
}
