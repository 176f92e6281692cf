package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mast4j.Cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.Split;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.testkit.Run;
import org.mast4j.zoo.Activation;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.inference.AudioClassifier;
import org.mast4j.zoo.inference.Classification;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;

/** Clips of several classes, as FSD50K and AudioSet have them, from the command line. */
class MultiLabelTest {
  private static final List<String> AUDIO_SET = List.of("Speech", "Walk, footsteps", "Hum", "Dog");

  @TempDir static Path folder;
  private static Path sigmoid;
  private static Path audioSet;

  @BeforeAll
  static void writeAudioSetAndItsModel() throws IOException {
    sigmoid = folder.resolve("sigmoid");
    MastConfig nano = MastVariants.nano();
    FrontEndConfig frontEnd =
        FrontEndConfig.librosa()
            .withMels(nano.grid().mels())
            .withFrames(nano.grid().frames())
            .withStatistics(-6, 5);
    StoredModel.builder(nano, frontEnd)
        .labels(AUDIO_SET)
        .activation(Activation.SIGMOID)
        .weights(EncoderGraph.classifier(nano, AUDIO_SET.size(), 1).weights())
        .build()
        .write(sigmoid);
    audioSet = folder.resolve("audioset");
    Files.createDirectories(audioSet);
    Files.writeString(
        audioSet.resolve("class_labels_indices.csv"),
        "index,mid,display_name\n0,/m/09x0r,Speech\n1,/m/07pbtc8,\"Walk, footsteps\"\n2,/m/1,Hum\n"
            + "3,/m/0bt9lr,Dog\n");
    Files.writeString(
        audioSet.resolve("eval_segments.csv"),
        "# YTID, start_seconds, end_seconds, positive_labels\n"
            + "aaaaaaaaaa0, 0, 10, \"/m/09x0r,/m/1\"\n"
            + "aaaaaaaaaa1, 0, 10, \"/m/09x0r\"\n"
            + "aaaaaaaaaa2, 0, 10, \"/m/07pbtc8,/m/1\"\n");
    for (int i = 0; i < 3; i++) { // longer than the model's window of a second
      Tones.write(audioSet.resolve("clips/aaaaaaaaaa" + i + ".wav"), 200 << i, 300 << i, 900);
    }
  }

  private static Run evaluate(Path model, Path data, String... more) {
    List<Object> arguments = new ArrayList<>(List.of("evaluate", "--model", model, "--data", data));
    arguments.addAll(List.of(more));
    return run(arguments.toArray());
  }

  @Test
  void anAudioSetModelIsScoredOnAudioSetOverWindows() throws IOException {
    Path report = folder.resolve("report");
    Run evaluate = evaluate(sigmoid, audioSet, "--layout=audioset", "--report=" + report);
    assertThat(evaluate.code()).as(evaluate.err()).isZero();
    assertThat(evaluate.out())
        .contains("overall mAP ", "macro AUC ", "d' ", "(3 clips; of 4 classes 3 have clips)")
        .doesNotContain("accuracy");

    List<String> rows = Files.readAllLines(report.resolve("predictions.csv"));
    assertThat(rows.get(0))
        .isEqualTo(
            "path,start,end,labels,likeliest,\"Speech\",\"Walk, footsteps\",\"Hum\",\"Dog\"");
    Path clip = audioSet.resolve("clips/aaaaaaaaaa1.wav");
    assertThat(rows.get(2)).startsWith("\"" + clip + "\",,,\"Speech\",");
    try (AudioClassifier classifier = AudioClassifier.open(sigmoid)) {
      double dog =
          classifier.classify(clip).scores().stream()
              .filter(score -> score.label().equals("Dog"))
              .mapToDouble(Classification.Score::probability)
              .findFirst()
              .orElseThrow();
      assertThat(rows.get(2)).endsWith("," + (float) dog); // the mean of the clip's windows
    }
    assertThat(report.resolve("classes.csv")).content().contains("\"Walk, footsteps\",1,");
    assertThat(report.resolve("index.html")).content().contains("mAP", "Walk, footsteps");
    Run first =
        evaluate(
            sigmoid,
            audioSet,
            "--layout=audioset",
            "--report=" + report,
            "--long-clips=first",
            "--split=test");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(Files.readAllLines(report.resolve("predictions.csv")).get(2))
        .isNotEqualTo(rows.get(2));
  }

  @Test
  void classesAreToldByTheirWordsAndUnknownOnesLeftOut() throws IOException {
    Path fsd = fsd50k(folder.resolve("by-words"), "Walk_and_footsteps", "Speech", "Meow");
    Run evaluate = evaluate(sigmoid, fsd, "--layout=fsd50k", "--split=test");
    assertThat(evaluate.code()).as(evaluate.err()).isZero();
    assertThat(evaluate.out())
        .contains("classes told by their words: Walk_and_footsteps is Walk, footsteps")
        .contains("classes that the model doesn't have are left out: Meow")
        .contains("test mAP", "of 4 classes 2 have clips");

    Path foreign = fsd50k(folder.resolve("foreign"), "Meow", "Purr", "Hiss");
    Run none = evaluate(sigmoid, foreign, "--layout=fsd50k");
    assertThat(none.code()).isEqualTo(1);
    assertThat(none.err())
        .contains("the model has none of the classes of these 9 clips, such as Meow; Purr; Hiss")
        .hasLineCount(1);
  }

  @Test
  void clipsOfSeveralClassesAreLearntAndScoredAsTheyAre() throws IOException {
    Path fsd = fsd50k(folder.resolve("to-learn"), "Bark", "Speech", "Meow");
    Path tuned = folder.resolve("tuned");
    Path report = folder.resolve("tuned-report");
    Run finetune =
        run(
            "finetune",
            "--model=" + sigmoid,
            "--data=" + fsd,
            "--layout=fsd50k",
            "--out=" + tuned,
            "--report=" + report,
            "--epochs=2");
    assertThat(finetune.code()).as(finetune.err()).isZero();
    assertThat(finetune.out())
        .contains("kept the ", ": mAP ", "on 3 validation clips, so few that the loss decides")
        .contains("test mAP ", "(3 clips; of 3 classes 3 have clips)")
        .contains("linear probe on the mean log-mel: test mAP ", "macro AUC ")
        .doesNotContain("accuracy");
    StoredModel model = StoredModel.read(tuned);
    assertThat(model.activation()).isEqualTo(Activation.SIGMOID);
    assertThat(model.labels()).containsExactly("Bark", "Speech", "Meow");

    Run evaluate = evaluate(tuned, fsd, "--layout=fsd50k", "--split=test");
    String scores = evaluate.out().lines().filter(l -> l.startsWith("test mAP")).findFirst().get();
    assertThat(finetune.out()).contains(scores);
    assertThat(report.resolve("index.html"))
        .content()
        .contains("the mean log-mel", "validation clips", "Bark", "split test");
    assertThat(Files.readAllLines(report.resolve("predictions.csv"))).hasSize(4);
    Path split = folder.resolve("tuned.split.csv");
    assertThat(split).content().contains("\"Bark;Speech;Meow\",test");
    assertThat(AudioDataset.openMultiLabel(split, ";").of(Split.TRAIN)).hasSize(3);
  }

  @Test
  void aCsvNamesSeveralClassesAClip() throws IOException {
    Path csv = audioSet.resolve("own.csv");
    Files.writeString(
        csv,
        "path,label\nclips/aaaaaaaaaa0.wav,speech | dog\nclips/aaaaaaaaaa1.wav,\n"
            + "clips/aaaaaaaaaa2.wav,dog\n");
    Run evaluate = evaluate(sigmoid, csv, "--label-separator=|");
    assertThat(evaluate.code()).as(evaluate.err()).isZero();
    assertThat(evaluate.out())
        .contains("classes told by their words: dog is Dog; speech is Speech")
        .contains("(3 clips; of 4 classes 2 have clips)");
    Run folder = evaluate(sigmoid, audioSet, "--label-separator=|");
    assertThat(folder.code()).isEqualTo(1);
    assertThat(folder.err()).contains("no CSV file");
    assertThat(evaluate(sigmoid, audioSet, "--layout=audioset", "--label-separator=|").code())
        .isEqualTo(2);
  }

  @Test
  void aFolderThatHoldsSomethingElseIsNoPlaceForAReport() throws IOException {
    Path notes = Files.createDirectories(folder.resolve("notes"));
    Files.writeString(notes.resolve("todo.txt"), "mine");
    Run refused = evaluate(sigmoid, audioSet, "--layout=audioset", "--report=" + notes);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("notes: won't be replaced").hasLineCount(1);
    assertThat(refused.out()).isEmpty();
    Run inData =
        evaluate(sigmoid, audioSet, "--layout=audioset", "--report=" + audioSet.resolve("r"));
    assertThat(inData.err()).contains("lies in the data folder");
  }

  /** Three clips a split: of the first class, of the second, of both and the third. */
  private static Path fsd50k(Path root, String first, String second, String third)
      throws IOException {
    Path truth = Files.createDirectories(root.resolve("FSD50K.ground_truth"));
    Files.writeString(
        truth.resolve("vocabulary.csv"),
        "0,%s,/m/1\n1,%s,/m/2\n2,%s,/m/3\n".formatted(first, second, third));
    StringBuilder dev = new StringBuilder("fname,labels,mids,split\n");
    StringBuilder eval = new StringBuilder("fname,labels,mids\n");
    String all = "\"%s,%s,%s\"".formatted(first, second, third);
    int clip = 0;
    for (String split : List.of("train", "val", "eval")) {
      for (String labels : List.of(first, second, all)) {
        boolean test = split.equals("eval");
        String name = "FSD50K.%s_audio/%d.wav".formatted(test ? "eval" : "dev", clip);
        Tones.write(root.resolve(name), labels.equals(second) ? 2000 + clip : 200 + clip);
        (test ? eval : dev)
            .append("%d,%s,/m/1%s%n".formatted(clip++, labels, test ? "" : "," + split));
      }
    }
    Files.writeString(truth.resolve("dev.csv"), dev);
    Files.writeString(truth.resolve("eval.csv"), eval);
    return root;
  }
}
