package org.mast4j.datavec.audio.dataset;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.internal.io.FileNames;

/**
 * The audio files below a folder, told by their extension. Links are followed; hidden folders, and
 * those that systems and tools keep for themselves, aren't looked into.
 */
public final class AudioTree {

  /** Folders of macOS, Synology, Windows and file systems, which don't begin with a dot. */
  private static final Set<String> SYSTEM_FOLDERS =
      Set.of(
          "__MACOSX",
          "__pycache__",
          "@eaDir",
          "$RECYCLE.BIN",
          "System Volume Information",
          "lost+found");

  /** What Windows leaves in folders; no one needs to hear of it. */
  private static final Set<String> SYSTEM_FILES = Set.of("Thumbs.db", "desktop.ini");

  private final Path root;
  private final List<Path> files = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private final PassedOver passedOver = new PassedOver();

  private AudioTree(Path root) {
    this.root = root;
  }

  /**
   * Looks at every file below {@code root}.
   *
   * @throws AudioException if the root can't be read, or Java can't read the name of an audio file
   */
  public static AudioTree walk(Path root) throws IOException {
    AudioTree tree = new AudioTree(root);
    Files.walkFileTree(
        root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, tree.new Visitor());
    tree.files.sort(Comparator.comparing(tree::name));
    return tree;
  }

  /** Whether a folder of that name is looked into. */
  public static boolean isSearched(String folder) {
    return !folder.startsWith(".") && !SYSTEM_FOLDERS.contains(folder);
  }

  /** Whether a name ends as audio files do, be it hidden or not. */
  static boolean isAudioName(String name) {
    return AudioFiles.AUDIO_EXTENSIONS.contains(
        PassedOver.extension(name).toLowerCase(Locale.ROOT));
  }

  /** The audio files, in the same order on every system. */
  public List<Path> files() {
    return List.copyOf(files);
  }

  /** The folders that were looked into, but for the root. */
  List<Path> folders() {
    return folders;
  }

  PassedOver passedOver() {
    return passedOver;
  }

  /** From the root, with {@code /} on every system. */
  String name(Path path) {
    return root.relativize(path).toString().replace('\\', '/');
  }

  private final class Visitor extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
      if (folder.equals(root)) {
        return FileVisitResult.CONTINUE;
      }
      if (!isSearched(folder.getFileName().toString())) {
        passedOver.add(PassedOver.Reason.HIDDEN_FOLDER, name(folder));
        return FileVisitResult.SKIP_SUBTREE;
      }
      folders.add(folder);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
        throws AudioException {
      String name = file.getFileName().toString();
      if (name.startsWith(".")) {
        if (isAudioName(name)) {
          passedOver.add(PassedOver.Reason.HIDDEN_FILE, name(file));
        }
      } else if (attributes.isSymbolicLink()) { // it is followed if it leads anywhere
        passedOver.add(PassedOver.Reason.DANGLING_LINK, name(file));
      } else if (AudioFiles.isAudio(name) && attributes.isRegularFile()) {
        FileNames.requireReadable(root, file);
        files.add(file);
      } else if (!SYSTEM_FILES.contains(name)) {
        passedOver.addFile(name);
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof FileSystemLoopException) {
        passedOver.add(PassedOver.Reason.LOOP, name(file));
      } else if (e instanceof AccessDeniedException && !file.equals(root)) {
        passedOver.add(PassedOver.Reason.UNREADABLE, name(file));
      } else if (!(e instanceof NoSuchFileException) || file.equals(root)) {
        throw new AudioException(
            root, "can't be searched (" + e + "); check permissions and links", e);
      } // else it was removed in the meantime
      return FileVisitResult.CONTINUE;
    }
  }
}
