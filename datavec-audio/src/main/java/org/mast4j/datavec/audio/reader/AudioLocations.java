package org.mast4j.datavec.audio.reader;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.datavec.api.split.InputSplit;
import org.mast4j.datavec.audio.AudioException;
import org.mast4j.datavec.audio.dataset.AudioTree;
import org.mast4j.datavec.audio.decode.AudioFiles;
import org.mast4j.datavec.audio.internal.io.FileNames;

/**
 * The audio files of an input split, told by their extension.
 *
 * @param files in the split's order
 * @param hidden those that are left out, since they lie in folders that data sets don't look into
 */
record AudioLocations(List<URI> files, List<URI> hidden) {

  /** What errors call a split. */
  static final Path SPLIT = Path.of("input split");

  /**
   * Lists them.
   *
   * @throws AudioException if Java can't read the name of one
   */
  static AudioLocations of(InputSplit split) throws AudioException {
    List<URI> audio = new ArrayList<>();
    for (Iterator<URI> uris = split.locationsIterator(); uris.hasNext(); ) {
      URI uri = uris.next();
      List<String> names = names(uri);
      if (AudioFiles.isAudio(names.get(names.size() - 1))) {
        FileNames.requireReadable(SPLIT, uri);
        audio.add(uri);
      }
    }
    int root = sharedFolders(audio); // which may lie in a hidden folder itself
    Map<Boolean, List<URI>> searched =
        audio.stream()
            .collect(
                Collectors.partitioningBy(
                    uri -> folders(uri).stream().skip(root).allMatch(AudioTree::isSearched)));
    return new AudioLocations(searched.get(true), searched.get(false));
  }

  /** How many folders, from the top, all files have in common. */
  private static int sharedFolders(List<URI> files) {
    List<String> shared = files.isEmpty() ? List.of() : folders(files.get(0));
    for (URI file : files) {
      List<String> folders = folders(file);
      int same = 0;
      while (same < Math.min(shared.size(), folders.size())
          && shared.get(same).equals(folders.get(same))) {
        same++;
      }
      shared = shared.subList(0, same);
    }
    return shared.size();
  }

  private static List<String> folders(URI uri) {
    List<String> names = names(uri);
    return names.subList(0, names.size() - 1);
  }

  /** The folders and the file; of an opaque URI all of it as one. */
  private static List<String> names(URI uri) {
    return uri.getPath() == null ? List.of(uri.toString()) : List.of(uri.getPath().split("/", -1));
  }
}
