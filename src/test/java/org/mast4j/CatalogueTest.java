package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mast4j.zoo.Architectures;
import org.mast4j.zoo.pretrained.PretrainedCatalogue;

/** The catalogue against all architectures; zoo-ast's own test knows AST alone. */
class CatalogueTest {
  @Test
  void everyPresetExistsInItsArchitecture() throws Exception {
    PretrainedCatalogue.standard()
        .entries()
        .forEach(
            entry -> {
              var presets = Architectures.byName(entry.model().architecture()).presets();
              entry.model().preset().ifPresent(name -> assertThat(presets).containsKey(name));
            });
  }
}
