package org.mast4j.datavec.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mast4j.datavec.audio.augment.CropConfig;
import org.mast4j.datavec.audio.augment.RandomResizedCrop;
import org.mast4j.settings.SettingInfo;
import org.mast4j.settings.Settings;
import org.mast4j.testkit.Page;

/** The presets that docs/views.md lists are those of the code, with their numbers. */
class ViewsDocumentationTest {

  @Test
  void everyPresetStandsInTheTableWithItsNumbers() throws IOException {
    Map<String, CropConfig> listed = new LinkedHashMap<>();
    for (String line : Page.of("docs/views.md").text().lines().toList()) {
      List<String> cells = Arrays.stream(line.split("\\|")).map(String::strip).toList();
      if (cells.size() == 7 && cells.get(4).matches("[\\d.]+ x [\\d.]+")) {
        listed.put(cells.get(1).replace("`", ""), crop(cells));
      }
    }
    RandomResizedCrop published = new RandomResizedCrop();
    List<SettingInfo> keys = Settings.describe(published);
    assertThat(listed.keySet()).containsExactlyInAnyOrderElementsOf(keys.get(0).choices());
    listed.forEach(
        (name, crop) ->
            assertThat(Settings.with(published, "crop", name).crop()).as(name).isEqualTo(crop));
  }

  private static CropConfig crop(List<String> cells) {
    double[] canvas = numbers(cells.get(4), " x ");
    double[] mels = numbers(cells.get(5), " to ");
    double[] frames = numbers(cells.get(6), " to ");
    return new CropConfig(
        canvas[0], canvas[1], mels[0], mels[mels.length - 1], frames[0], frames[frames.length - 1]);
  }

  private static double[] numbers(String cell, String separator) {
    return Arrays.stream(cell.split(separator)).mapToDouble(Double::parseDouble).toArray();
  }
}
