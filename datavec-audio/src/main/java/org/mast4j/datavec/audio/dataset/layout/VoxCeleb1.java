package org.mast4j.datavec.audio.dataset.layout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.Split;

/**
 * VoxCeleb1 (Nagrani et al., 2017), identification of 1,251 speakers. Its authors' split is the
 * file iden_split.txt, whose lines are {@code 1 id10003/na8-QEFmj44/00003.wav}: 1 to train, 2 to
 * validate, 3 to test.
 */
final class VoxCeleb1 implements DatasetLayout {

  private static final Pattern LINE = Pattern.compile("([123])\\s+(id\\d{5})/([^/]+/[^/]+)");

  @Override
  public String name() {
    return "voxceleb1";
  }

  @Override
  public String title() {
    return "VoxCeleb1, 1,251 speakers";
  }

  @Override
  public LayoutClips open(Path path, int fold) throws IOException {
    LayoutRoot root =
        new LayoutRoot(
            path,
            "VoxCeleb1",
            "iden_split.txt beside wav/ of the unpacked vox1_dev_wav.zip and vox1_test_wav.zip");
    Path list = root.file("iden_split.txt", "meta/iden_split.txt");
    root.folder("wav", "dev/wav", "test/wav");
    List<Path> folders =
        Stream.of("wav", "dev/wav", "test/wav")
            .map(path::resolve)
            .filter(Files::isDirectory)
            .toList();
    ListedClips clips = new ListedClips(root);
    TreeSet<String> speakers = new TreeSet<>();
    List<String> lines = LayoutRoot.lines(list);
    for (int i = 0; i < lines.size(); i++) {
      Matcher line = LINE.matcher(lines.get(i).strip());
      if (!line.matches()) {
        throw new AudioException(
            list,
            "line %d: \"%s\"; expected 1, 2 or 3 and a path as id10003/VIDEO/00003.wav"
                .formatted(i + 1, lines.get(i)));
      }
      speakers.add(line.group(2));
      Path file = Path.of(line.group(2)).resolve(line.group(3));
      clips.add(find(folders, file), List.of(line.group(2)), split(line.group(1)));
    }
    return clips.complete("iden_split.txt", List.copyOf(speakers));
  }

  /** Where the file lies, or where it would in the first folder. */
  private static Path find(List<Path> folders, Path file) {
    Optional<Path> found =
        folders.stream()
            .map(folder -> folder.resolve(file))
            .filter(Files::isRegularFile)
            .findFirst();
    return found.orElse(folders.get(0).resolve(file));
  }

  private static Split split(String number) {
    return switch (number) {
      case "1" -> Split.TRAIN;
      case "2" -> Split.VALIDATION;
      default -> Split.TEST;
    };
  }
}
