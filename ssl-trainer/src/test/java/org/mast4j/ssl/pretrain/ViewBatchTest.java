package org.mast4j.ssl.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mast4j.datavec.audio.augment.ClipSource;
import org.mast4j.datavec.audio.augment.PatchDrop;
import org.mast4j.datavec.audio.augment.Views;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.ssl.pretrain.ssmast.SsMastTest;
import org.mast4j.testkit.zoo.TinyEncoders;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ViewBatchTest {
  private static final PatchGrid GRID = TinyEncoders.GRID;

  private static ViewBatch views(PatchDrop.Mode mode) {
    ClipSource clips = ClipSource.of(SsMastTest.clips(GRID, 3, new Random(1)));
    return ViewBatch.of(clips, new Views(List.of(), new PatchDrop(0.3, mode)), GRID, 1, 0);
  }

  @ParameterizedTest
  @EnumSource(PatchDrop.Mode.class)
  void rowsSideBySideAreTheWholeBatch(PatchDrop.Mode mode) {
    ViewBatch whole = views(mode);
    List<ViewBatch> parts = List.of(whole.rows(0, 1), whole.rows(1, 4), whole.rows(4, 6));
    whole
        .inputs()
        .forEach(
            (name, array) -> {
              INDArray[] rows =
                  parts.stream().map(part -> part.inputs().get(name)).toArray(INDArray[]::new);
              assertThat(rows[1].size(0)).isEqualTo(3);
              assertThat(Nd4j.concat(0, rows)).as(name).isEqualTo(array);
            });
    whole.patches().addi(1);
    assertThat(parts.get(1).patches()).isEqualTo(whole.rows(1, 4).patches());
  }
}
