package org.mast4j.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.cache.FeatureCache;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.dataset.ClipLoader;
import org.mast4j.datavec.audio.dataset.LoadedClip;
import org.mast4j.datavec.audio.frontend.ClipFeatures;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.frontend.Spectrogram;
import picocli.CommandLine.Option;

/** The options by which commands take a data set, and its loading. */
final class ClipData {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|CSV",
      description = "A folder of audio (labels: its sub-folders), or a CSV path,label[,split].")
  private Path data;

  @Option(
      names = "--label-level",
      paramLabel = "N",
      defaultValue = "0",
      description = "Which folder below DIR is the label (default: ${DEFAULT-VALUE}, the first).")
  private int labelLevel;

  @Option(names = "--skip-bad", description = "Skip and list files that can't be used.")
  private boolean skipBad;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Keep features here for later runs: up to 20 GiB; delete it to clear it.")
  private Optional<Path> cache;

  AudioDataset open() throws IOException {
    return labelLevel == 0 ? AudioDataset.open(data) : AudioDataset.scan(data, labelLevel);
  }

  /** Loads clips on all cores, with a progress bar; lists the skipped ones on {@code console}. */
  List<LoadedClip> load(List<AudioClip> clips, FrontEndConfig frontEnd, PrintWriter console)
      throws IOException {
    BadClips bad = skipBad ? BadClips.skipped() : BadClips.refused();
    List<LoadedClip> loaded;
    try (ProgressBars progress = new ProgressBars()) {
      progress.begin("reading audio", clips.size());
      loaded = new ClipLoader(features(frontEnd), bad).load(clips, progress::stepTo);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while reading " + data, e);
    }
    if (bad.count() > 0) {
      console.println(bad.count() + " of " + clips.size() + " files skipped:");
      for (AudioException problem : bad.problems()) {
        console.println("  " + problem.getMessage());
      }
    }
    return loaded;
  }

  private ClipFeatures features(FrontEndConfig frontEnd) throws IOException {
    FeatureExtractor extractor = new FeatureExtractor(frontEnd);
    return cache.isEmpty()
        ? extractor
        : FeatureCache.open(cache.get(), FeatureCache.STANDARD_MAX_BYTES).over(extractor);
  }

  static List<Spectrogram> features(List<LoadedClip> clips) {
    return clips.stream().map(LoadedClip::features).toList();
  }

  /** Class index of each clip. */
  static int[] labels(List<LoadedClip> clips, List<String> names) throws IOException {
    int[] labels = new int[clips.size()];
    for (int i = 0; i < labels.length; i++) {
      AudioClip clip = clips.get(i).clip();
      labels[i] = clip.label().map(names::indexOf).orElse(-1);
      if (labels[i] < 0) {
        throw new IOException(
            clip.path()
                + ": label "
                + clip.label().orElse("(none)")
                + "; expected one of "
                + names);
      }
    }
    return labels;
  }
}
