package org.mast4j.cli;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mast4j.datavec.audio.dataset.layout.DatasetLayout;
import org.mast4j.datavec.audio.dataset.layout.DatasetLayouts;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say how a data set is read. */
final class DatasetOptions {
  @Option(
      names = "--label-level",
      converter = Bounds.AtLeastZero.class,
      paramLabel = "N",
      description = "Which folder below DIR is the label (default: 0, the first).")
  private Optional<Integer> labelLevel = Optional.empty();

  @Option(
      names = "--label-separator",
      paramLabel = "TEXT",
      description = {
        "A clip may have several classes, with this between them in the CSV's label column, such",
        "as \";\" (default: one class a clip)."
      })
  private Optional<String> labelSeparator = Optional.empty();

  @Option(
      names = "--layout",
      paramLabel = "NAME",
      converter = LayoutConverter.class,
      completionCandidates = LayoutNames.class,
      description = {
        "DIR is this published data set as its authors lay it out, with their classes and split:",
        "${COMPLETION-CANDIDATES}."
      })
  private Optional<String> layout = Optional.empty();

  @Option(
      names = "--fold",
      converter = Bounds.AtLeastOne.class,
      paramLabel = "K",
      description = "Fold of the layout to test on, if it has folds (default: 1).")
  private Optional<Integer> fold = Optional.empty();

  @Option(names = "--skip-bad", description = "Skip and list files that can't be used.")
  private boolean skipBad;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description = "Keep features here for later runs: up to 20 GiB; delete it to clear it.")
  private Optional<Path> cache = Optional.empty();

  static final class LayoutConverter implements ITypeConverter<String> {
    @Override
    public String convert(String name) {
      if (DatasetLayouts.find(name).isEmpty()) {
        throw new TypeConversionException(
            "\"%s\" is no layout; expected one of %s"
                .formatted(name, String.join(", ", new LayoutNames())));
      }
      return name;
    }
  }

  static final class LayoutNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return DatasetLayouts.all().stream().map(DatasetLayout::name).iterator();
    }
  }

  /** Those that were given, by the keys of {@link DataSettings}. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    labelLevel.ifPresent(value -> values.put("labelLevel", value));
    labelSeparator.ifPresent(value -> values.put("labelSeparator", value));
    layout.ifPresent(value -> values.put("layout", value));
    fold.ifPresent(value -> values.put("fold", value));
    if (skipBad) {
      values.put("skipBad", true);
    }
    cache.ifPresent(value -> values.put("cache", value.toString()));
    return values;
  }
}
