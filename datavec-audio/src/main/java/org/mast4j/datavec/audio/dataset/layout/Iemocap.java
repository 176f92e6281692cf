package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.Split;

/**
 * IEMOCAP (Busso et al., 2008), four emotions: angry, happy (excited merged into it), neutral, sad;
 * turns of other emotions are left out, which leaves 5,531. The usual leave-one-session-out folds:
 * session k tests; the next one validates (our choice: no speaker is heard twice), the other three
 * train.
 */
final class Iemocap implements DatasetLayout {

  private static final int SESSIONS = 5;

  private static final List<String> CLASSES = List.of("angry", "happy", "neutral", "sad");

  private static final Map<String, String> CLASS_OF_CODE =
      Map.of("ang", "angry", "hap", "happy", "exc", "happy", "neu", "neutral", "sad", "sad");

  /** {@code [6.2901 - 8.2357] TAB Ses01F_impro01_F000 TAB neu TAB [2.5000, 2.5000, 2.5000]}. */
  private static final Pattern TURN =
      Pattern.compile("\\[[\\d.]+ - [\\d.]+]\\t(\\w+)_(\\w+)\\t(\\w+)\\t\\[.*");

  @Override
  public String name() {
    return "iemocap";
  }

  @Override
  public String title() {
    return "IEMOCAP, 4 emotions, 5 folds (sessions)";
  }

  @Override
  public int folds() {
    return SESSIONS;
  }

  @Override
  public LayoutClips open(Path path, int fold) throws IOException {
    LayoutRoot root =
        new LayoutRoot(
            path,
            "IEMOCAP",
            "the unpacked IEMOCAP_full_release with Session1 to Session5, each with"
                + " dialog/EmoEvaluation/ and sentences/wav/");
    ListedClips clips = new ListedClips(root);
    for (int session = 1; session <= SESSIONS; session++) {
      Path labels = root.folder("Session" + session + "/dialog/EmoEvaluation");
      Path wavs = root.folder("Session" + session + "/sentences/wav");
      try (Stream<Path> files = Files.list(labels)) {
        for (Path file : files.filter(Iemocap::isEvaluation).sorted().toList()) {
          add(file, wavs, Folds.split(session, fold, SESSIONS), clips);
        }
      }
    }
    return clips.complete("Session*/dialog/EmoEvaluation/", CLASSES);
  }

  /** The archive holds hidden twins of macOS, and folders of single evaluators. */
  private static boolean isEvaluation(Path file) {
    String name = file.getFileName().toString();
    return name.startsWith("Ses") && name.endsWith(".txt") && Files.isRegularFile(file);
  }

  private static void add(Path file, Path wavs, Split split, ListedClips clips) throws IOException {
    // decodes any byte: evaluators' comments stand between the lines that matter
    List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith("[")) {
        continue;
      }
      Matcher turn = TURN.matcher(lines.get(i));
      if (turn.matches()) {
        String emotion = CLASS_OF_CODE.get(turn.group(3));
        if (emotion != null) {
          Path wav =
              wavs.resolve(turn.group(1)).resolve(turn.group(1) + "_" + turn.group(2) + ".wav");
          clips.add(wav, List.of(emotion), split);
        }
      } else {
        throw new AudioException(
            file,
            "line %d: \"%s\"; expected [start - end], turn and emotion between tabs"
                .formatted(i + 1, lines.get(i)));
      }
    }
  }
}
