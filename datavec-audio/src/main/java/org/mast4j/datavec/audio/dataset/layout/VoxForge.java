package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.dataset.AudioClip;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.AudioTree;
import org.mast4j.datavec.audio.dataset.Split;

/**
 * VoxForge, identification of six languages: below a folder for each language, unpacked archives
 * {@code SPEAKER-DATE-XXX/} with {@code wav/} and {@code etc/}. There is no official split; this is
 * the rule of TensorFlow Datasets' voxforge 1.0.0: 70/10/20 by speaker, the sorted speakers of all
 * languages shuffled by NumPy's generator with seed 0.
 */
final class VoxForge implements DatasetLayout {

  private static final List<String> LANGUAGES = List.of("de", "en", "es", "fr", "it", "ru");

  private static final double TRAIN = 0.7;
  private static final double VALIDATION = 0.1;

  @Override
  public String name() {
    return "voxforge";
  }

  @Override
  public String title() {
    return "VoxForge, 6 languages";
  }

  @Override
  public LayoutClips open(Path path, int fold) throws IOException {
    LayoutRoot root =
        new LayoutRoot(
            path,
            "VoxForge",
            "folders de, en, es, fr, it and ru of unpacked archives SPEAKER-DATE-XXX/wav/*.wav");
    List<Recording> recordings = new ArrayList<>();
    for (String language : LANGUAGES) {
      // VoxForge's own repository calls the English folder SpeechCorpus
      Path folder =
          language.equals("en") ? root.folder(language, "SpeechCorpus") : root.folder(language);
      List<Recording> found = recordings(folder, language);
      if (found.isEmpty()) {
        throw root.problem("no SPEAKER-DATE-XXX/wav/*.wav below " + folder.getFileName() + "/");
      }
      recordings.addAll(found);
    }
    Map<String, Split> splits =
        split(recordings.stream().map(Recording::speaker).distinct().sorted().toList());
    List<AudioClip> clips =
        recordings.stream()
            .map(
                recording ->
                    new AudioClip(
                        recording.file(),
                        Optional.of(recording.language()),
                        Optional.of(splits.get(recording.speaker()))))
            .toList();
    return new LayoutClips(new AudioDataset(path, clips, LANGUAGES), 0);
  }

  private record Recording(Path file, String language, String speaker) {}

  private static List<Recording> recordings(Path folder, String language) throws IOException {
    return AudioTree.walk(folder).files().stream()
        .filter(file -> file.getFileName().toString().endsWith(".wav"))
        .filter(file -> file.getParent().getFileName().toString().equals("wav"))
        .map(file -> new Recording(file, language, speaker(file)))
        .toList();
  }

  /** What stands before the first hyphen of the archive's name. */
  private static String speaker(Path file) {
    return file.getParent().getParent().getFileName().toString().split("-", 2)[0];
  }

  private static Map<String, Split> split(List<String> sorted) {
    List<String> shuffled = NumpyShuffle.shuffle(sorted, 0);
    // as theirs: (0.7 + 0.1) * n rounded down, which for n = 10 is 7
    int train = (int) (TRAIN * shuffled.size());
    int validation = (int) ((TRAIN + VALIDATION) * shuffled.size());
    Map<String, Split> splits = new HashMap<>();
    for (int i = 0; i < shuffled.size(); i++) {
      splits.put(
          shuffled.get(i),
          i < train ? Split.TRAIN : i < validation ? Split.VALIDATION : Split.TEST);
    }
    return splits;
  }
}
