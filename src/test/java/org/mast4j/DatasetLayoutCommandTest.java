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
import org.mast4j.datavec.audio.dataset.layout.DatasetLayout;
import org.mast4j.datavec.audio.dataset.layout.DatasetLayouts;
import org.mast4j.testkit.ChildProcess;
import org.mast4j.testkit.Page;
import org.mast4j.testkit.Run;

/** Published data sets, in miniature, by their names on the command line. */
class DatasetLayoutCommandTest {

  @TempDir static Path directory;

  private static Path urbanSound;
  private static Path encoder;

  @BeforeAll
  static void preTrainOnUrbanSound() throws IOException {
    urbanSound = directory.resolve("UrbanSound8K");
    List<String> lines = new ArrayList<>();
    lines.add("slice_file_name,fsID,start,end,salience,fold,classID,class");
    for (int fold = 1; fold <= 10; fold++) {
      for (String sound : List.of("siren", "drilling")) {
        String name = sound + fold + ".wav";
        double hertz = sound.equals("siren") ? 2000 : 200;
        Tones.write(urbanSound.resolve("audio/fold" + fold).resolve(name), hertz + 10 * fold);
        lines.add("%s,1,0,1,1,%d,0,%s".formatted(name, fold, sound));
      }
    }
    Files.createDirectories(urbanSound.resolve("metadata"));
    Files.write(urbanSound.resolve("metadata/UrbanSound8K.csv"), lines);
    encoder = directory.resolve("encoder");
    Run pretrain =
        run(
            "pretrain",
            "--data",
            urbanSound,
            "--layout",
            "urbansound8k",
            "--encoder",
            "mast-nano",
            "--out",
            encoder,
            "--steps",
            1,
            "--batch",
            4);
    assertThat(pretrain.code()).as(pretrain.err()).isZero();
  }

  @Test
  void fineTunesAndScoresOnTheLayoutsFolds() throws IOException {
    Path tuned = directory.resolve("tuned");
    Run finetune =
        layout(
            "finetune",
            encoder,
            urbanSound,
            "urbansound8k",
            "--fold=3",
            "--epochs=1",
            "--out=" + tuned);
    assertThat(finetune.code()).as(finetune.err()).isZero();
    AudioDataset split = AudioDataset.open(directory.resolve("tuned.split.csv"));
    assertThat(split.of(Split.TEST))
        .hasSize(2)
        .allMatch(clip -> clip.path().getParent().endsWith("fold3"));
    assertThat(split.of(Split.VALIDATION)).hasSize(2);

    Run evaluate =
        layout("evaluate", tuned, urbanSound, "urbansound8k", "--fold=3", "--split=test");
    assertThat(evaluate.code()).as(evaluate.err()).isZero();
    assertThat(evaluate.out()).contains("(2 clips)");
  }

  @Test
  void wrongNamesAndFoldsAreWrongUsage() {
    Run name = layout("evaluate", encoder, urbanSound, "urbansound");
    assertThat(name.code()).isEqualTo(2);
    assertThat(name.err()).contains("\"urbansound\" is no layout", "urbansound8k", "audioset");
    String out = "--out=" + directory.resolve("never");
    Run fold = layout("finetune", encoder, urbanSound, "urbansound8k", "--fold=11", out);
    assertThat(fold.code()).isEqualTo(2);
    assertThat(fold.err()).contains("fold 11; expected 1 to 10 of urbansound8k");
    Run folder = run("finetune", "--model", encoder, "--data", urbanSound, "--fold=2", out);
    assertThat(folder.code()).isEqualTo(2);
    assertThat(run("finetune", "--help").out()).contains("--layout", "speech-commands-v2-35");
  }

  @Test
  void theDocumentationListsEveryLayout() throws IOException {
    String page = Page.of("docs/datasets.md").text();
    assertThat(DatasetLayouts.all())
        .extracting(DatasetLayout::name)
        .doesNotHaveDuplicates()
        .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
  }

  @Test
  void theRecipeForEsc50MakesTheLayoutsSplit() throws Exception {
    Path esc = directory.resolve("ESC-50-master");
    List<String> lines = new ArrayList<>();
    lines.add("filename,fold,target,category,esc10,src_file,take");
    for (int fold = 1; fold <= 5; fold++) {
      String name = fold + "-100-A-0.wav";
      Tones.write(esc.resolve("audio").resolve(name), 300);
      lines.add("%s,%d,0,dog,True,100,A".formatted(name, fold));
    }
    Files.createDirectories(esc.resolve("meta"));
    Files.write(esc.resolve("meta/esc50.csv"), lines);
    String recipe = Page.of("docs/datasets.md").blocks("sh").get(0);
    ChildProcess.of(List.of("sh", "-c", recipe)).in(directory).run().succeeded();
    assertThat(AudioDataset.open(esc.resolve("fold1.csv")).clips())
        .isEqualTo(DatasetLayouts.find("esc50").orElseThrow().open(esc, 1).dataset().clips());
  }

  private static Run layout(
      String command, Path model, Path data, String layout, String... options) {
    List<Object> arguments =
        new ArrayList<>(List.of(command, "--model", model, "--data", data, "--layout", layout));
    arguments.addAll(List.of(options));
    return run(arguments.toArray());
  }
}
