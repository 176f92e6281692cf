package org.mast4j.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.subject.FineTuning;
import org.mast4j.datavec.audio.internal.io.AtomicFiles;
import org.mast4j.settings.Document;
import org.mast4j.settings.Settings;

/**
 * What {@code search} is to do: all that its file says, with the command line's say over the data.
 *
 * @param file all of it, with absolute paths: it does the same from any folder
 * @param data the quickstart's where it has no path
 */
record SearchSettings(SearchConfig search, JsonNode file, DataSettings data) {
  private static final String DATA = "data";

  /**
   * Reads a YAML file.
   *
   * @param options keys of {@link DataSettings} in place of the file's
   * @throws IOException naming the file, every unknown key and bad value, with its line
   */
  static SearchSettings read(Path path, Map<String, Object> options) throws IOException {
    SearchConfig search = SearchConfig.read(path);
    Path folder = path.toAbsolutePath().getParent();
    return SettingsFile.readYaml(path, file -> read(search, file, folder, options));
  }

  private static SearchSettings read(
      SearchConfig search, Document file, Path folder, Map<String, Object> options) {
    DataSettings data = Settings.defaults(DataSettings.class);
    if (file.tree().has(DATA)) {
      data = Settings.read(data, file.at(DATA)).within(folder);
    }
    if (!options.isEmpty()) {
      data = Settings.with(data, options).within(Path.of(""));
    }
    ObjectNode tree = file.tree().deepCopy();
    if (data.path().isPresent()) {
      tree.set(DATA, Settings.toJson(data));
    }
    if (search.base() instanceof FineTuning tuning) {
      tree.put(FineTuning.MODEL, tuning.model());
    }
    return new SearchSettings(search, tree, data);
  }

  /** Writes the file that does the same from any folder. */
  void write(Path path) throws IOException {
    AtomicFiles.write(path, Document.toYaml(file).getBytes(StandardCharsets.UTF_8));
  }
}
