package org.mast4j.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.mast4j.ssl.evaluate.ClassificationScores;
import org.mast4j.ssl.evaluate.Confusion;
import org.mast4j.ssl.evaluate.MultiLabelScores;

class EvaluationReportTest {

  /** Clips 0 and 1 are cats, 2 is a dog taken for a cat; no clip is a cow. */
  private static EvaluationReport pets() {
    int[] best = {0, 0, 0};
    float[][] targets = {{1, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    float[][] probabilities = {{.8f, .2f, 0}, {.7f, .3f, 0}, {.6f, .4f, 0}};
    return new EvaluationReport(
        "model",
        "<pets>",
        List.of("cat", "big \"dog\"", "cow"),
        List.of("accuracy 0.667"),
        Confusion.of(best, targets),
        MultiLabelScores.of(probabilities, targets),
        Optional.of(ClassificationScores.of(new int[] {0, 0, 1}, best, 3)));
  }

  @Test
  void aRowForEachClassThatSomeClipHas() {
    assertThat(pets().classesCsv().lines())
        .containsExactly(
            "class,clips,precision,recall,F1,AP,AUC,d',most often taken for,clips taken so",
            "\"cat\",2," + 2 / 3.0 + ",1.0,0.8,1.0,1.0,Infinity,,",
            "\"big \"\"dog\"\"\",1,0.0,0.0,0.0,1.0,1.0,Infinity,\"cat\",1");
  }

  @Test
  void thePageHoldsEverythingAndLinksNothing() {
    String html = pets().html();
    assertThat(html)
        .startsWith("<!DOCTYPE html>")
        .contains("<title>MAST4J evaluation of model</title>", "accuracy 0.667")
        .contains("model on &lt;pets&gt;", "big &quot;dog&quot;", "∞")
        .contains("1 of the model's 3 classes have no clip here")
        .contains("taken for cat: 1 clips, 100&nbsp;% of the class")
        .doesNotContain("http");
  }

  @Test
  void manyClassesArePictured() throws IOException {
    EvaluationReport many = random(527, 2000, 3);
    assertThat(many.html()).contains("data:image/png;base64,").doesNotContain("class='confusion'");
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(many.confusionPng()));
    assertThat(picture.getWidth()).isEqualTo(527);
    assertThat(picture.getRGB(7, 7)).isNotEqualTo(picture.getRGB(7, 8)); // right stands out
    assertThat(ImageIO.read(new ByteArrayInputStream(pets().confusionPng())).getWidth())
        .isEqualTo(512);
  }

  /** Clips of up to {@code most} classes, likeliest one of their own three times of four. */
  private static EvaluationReport random(int classes, int clips, int most) {
    Random random = new Random(1);
    float[][] targets = new float[clips][classes];
    float[][] probabilities = new float[clips][classes];
    int[] best = new int[clips];
    for (int i = 0; i < clips; i++) {
      best[i] = random.nextInt(classes);
      for (int c = 0; c < classes; c++) {
        probabilities[i][c] = random.nextFloat() / 2;
      }
      probabilities[i][best[i]] = 1;
      targets[i][random.nextInt(4) == 0 ? random.nextInt(classes) : best[i]] = 1;
      for (int more = 1; more < most; more++) {
        targets[i][random.nextInt(classes)] = 1;
      }
    }
    return new EvaluationReport(
        "ast",
        "AudioSet",
        IntStream.range(0, classes).mapToObj(c -> "class " + c).toList(),
        List.of("overall mAP 0.5"),
        Confusion.of(best, targets),
        MultiLabelScores.of(probabilities, targets),
        Optional.empty());
  }
}
