package org.mast4j.ssl.pretrain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
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

  private static final String CLIPS = "clips";
  private static final String CLIPS_HASH = "clipsHash";
  private static final String LABELS_HASH = "labelsHash";
  private static final String LABELLED_HASH = "labelledHash";

  /** What isn't known before the data is read. */
  private static final List<String> OF_DATA =
      List.of(CLIPS, CLIPS_HASH, LABELS_HASH, LABELLED_HASH);

  private final Path directory;
  private final Checkpoints checkpoints;

  /** Reads the clips, unless the list of their log-mels knows its hash code. */
  RunCheckpoints(
      Path directory, PretrainingSettings settings, RunSettings run, PretrainingLoop loop) {
    TrainingClips data = loop.data();
    ObjectNode identity = JsonNodeFactory.instance.objectNode();
    identity.put(CLIPS, data.clips().size());
    identity.put(CLIPS_HASH, Integer.toHexString(data.clips().logMels().hashCode()));
    if (!data.targets().isEmpty()) {
      identity.put(LABELS_HASH, Integer.toHexString(data.labelsHash()));
    }
    loop.labelledHash().ifPresent(hash -> identity.put(LABELLED_HASH, Integer.toHexString(hash)));
    RunIdentity known = settings(settings, run, loop.labelledHash().isPresent());
    identity.setAll(known.json());
    this.directory = directory;
    this.checkpoints =
        new Checkpoints(directory, new RunIdentity(identity, known.upgrade()), run.keepLast());
  }

  /** As much of a run as is known before its data is read. */
  private static RunIdentity settings(
      PretrainingSettings settings, RunSettings run, boolean labelled) {
    ObjectNode json = settings.toJson();
    json.set(MONITORS, run.monitorsJson(labelled));
    Method method = Methods.of(settings.method());
    return new RunIdentity(json, saved -> complete(saved, method, json.get(MONITORS)));
  }

  /**
   * Checks before any audio is read that checkpoints, if there are any, are of a run with these
   * settings.
   *
   * @throws IOException naming what differs
   */
  static void requireSame(
      Path directory, PretrainingSettings settings, RunSettings run, boolean labelled)
      throws IOException {
    RunIdentity known = settings(settings, run, labelled && run.monitorInterval() > 0);
    Checkpoints.requireSame(
        directory,
        new RunIdentity(
            known.json(),
            saved -> {
              known.upgrade().accept(saved);
              saved.remove(OF_DATA);
            }));
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
