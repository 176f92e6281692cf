package org.mast4j.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mast4j.settings.Settings;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options by which commands take a data set. */
final class DataOptions {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR|CSV",
      description = {
        "A folder of audio (labels: its sub-folders, or those of train/, validation/, test/), or a",
        "CSV path,label[,split]."
      })
  private Path data;

  @Mixin private DatasetOptions dataset;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** The data set that they name. */
  ClipData clips() {
    Map<String, Object> values = new LinkedHashMap<>(dataset.values());
    values.put("path", data.toString());
    try {
      return new ClipData(Settings.with(Settings.defaults(DataSettings.class), values));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }
}
