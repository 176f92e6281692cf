package org.mast4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.mast.MastConfig;
import org.mast4j.zoo.mast.MastVariants;

/** Every program does what it is for, on tones of two classes. */
class ProgramsTest {
  private static final int RATE = 16_000;
  private static final int CLIPS = 20; // of a class

  @TempDir private static Path folder;
  private static Path clips;
  private static Path model;
  private static String transferred;

  @FunctionalInterface
  private interface Program {
    void main(String[] arguments) throws Exception;
  }

  /** What a program prints. */
  private static String printed(Program program, Object... arguments) throws Exception {
    PrintStream console = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      program.main(Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    } finally {
      System.setOut(console);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @BeforeAll
  static void transfers() throws Exception {
    clips = folder.resolve("clips");
    for (int i = 0; i < CLIPS; i++) {
      writeTone(clips.resolve("low/" + i + ".wav"), 200 + 10 * i, i);
      writeTone(clips.resolve("high/" + i + ".wav"), 2000 + 100 * i, CLIPS + i);
    }
    model = folder.resolve("transferred");
    transferred = printed(TransferLearn::main, clips, model);
  }

  /** A second of it in noise. */
  private static void writeTone(Path file, double hertz, long seed) throws IOException {
    Files.createDirectories(file.getParent());
    Random random = new Random(seed);
    byte[] samples = new byte[RATE];
    for (int i = 0; i < samples.length; i++) {
      double tone = 60 * Math.sin(2 * Math.PI * hertz * i / RATE);
      samples[i] = (byte) (tone + random.nextInt(40) - 20);
    }
    AudioFormat format = new AudioFormat(RATE, 8, 1, true, false);
    try (AudioInputStream stream =
        new AudioInputStream(new ByteArrayInputStream(samples), format, samples.length)) {
      AudioSystem.write(stream, AudioFileFormat.Type.WAVE, file.toFile());
    }
  }

  /** The first number behind a text. */
  private static double number(String printed, String behind) {
    Matcher matcher = Pattern.compile(Pattern.quote(behind) + "\\s*([\\d.]+)").matcher(printed);
    assertThat(matcher.find()).as("%s in %s", behind, printed).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void transferLearningTellsTheTestClips() throws IOException {
    assertThat(number(transferred, "Accuracy:")).isGreaterThan(0.8);
    assertThat(StoredModel.read(model).labels()).containsExactly("high", "low");
  }

  /** Few clips of a class, and what people keep beside their recordings. */
  @Test
  void transferLearningTakesFoldersAsTheyAre() throws Exception {
    Path few = folder.resolve("few");
    for (int i = 0; i < 5; i++) {
      writeTone(few.resolve("low/" + i + ".wav"), 200 + 10 * i, i);
      writeTone(few.resolve("middle/" + i + ".wav"), 700 + 20 * i, i);
      writeTone(few.resolve("high/" + i + ".wav"), 2000 + 100 * i, i);
    }
    Files.writeString(few.resolve("notes.txt"), "recorded in the kitchen");
    String printed = printed(TransferLearn::main, few, folder.resolve("of-few"));
    assertThat(printed).contains("# of classes:    3");
  }

  @Test
  void aFileIsClassified() throws Exception {
    Path clip = clips.resolve("low/3.wav");
    assertThat(printed(ClassifyFile::main, model, clip).lines().toList())
        .hasSize(2)
        .first()
        .asString()
        .matches("(0\\.[5-9]|1\\.0)\\d+ low");
    Path made = folder.resolve("readme");
    assertThat(printed(ReadmeExample::main, clips, clip, made)).isEqualTo("low\n");
    assertThat(StoredModel.read(made).labels()).containsExactly("high", "low");
  }

  @Test
  void theNearestOfAClipAreOfItsKind() throws Exception {
    Path clip = clips.resolve("high/7.wav");
    List<String> lines = printed(FindSimilar::main, clips, clip).lines().toList();
    assertThat(lines).hasSize(5).allMatch(line -> line.contains("high"));
    assertThat(lines.get(0)).isEqualTo("1.000 " + clip);
  }

  @Test
  void fineTuningTellsTheTestClips() throws Exception {
    Path out = folder.resolve("tuned");
    List<String> lines = printed(FineTune::main, clips, out).lines().toList();
    assertThat(lines).anyMatch(line -> line.startsWith("epoch 19: "));
    String last = lines.get(lines.size() - 1);
    assertThat(last).endsWith(" of 8 test clips told right");
    assertThat(number(last, "")).isGreaterThan(0.8);
    assertThat(StoredModel.read(out).labels()).containsExactly("high", "low");
  }

  @Test
  void preTrainingIsProbed() throws Exception {
    Path out = folder.resolve("pretrained");
    String printed = printed(PretrainAndProbe::main, clips, out);
    assertThat(number(printed, "step 150: loss")).isLessThan(number(printed, "step 0: loss"));
    assertThat(number(printed, "probe, pre-trained:")).isGreaterThan(0.7);
    assertThat(number(printed, "probe, random weights:")).isBetween(0.0, 1.0);
    assertThat(StoredModel.read(out).labels()).isEmpty();
  }

  @Test
  void anEncoderOfOnesOwnLearns() throws Exception {
    Path out = folder.resolve("own-encoder");
    List<String> lines = printed(OwnEncoder::main, clips, out).lines().toList();
    assertThat(lines).hasSize(1 + 20);
    assertThat(lines.get(0)).matches("\\d{5,6} parameters, 0\\.\\d+ GFLOP");
    assertThat(number(lines.get(20), "accuracy")).isGreaterThan(0.7);
    assertThat(StoredModel.read(out).encoder().grid().frames()).isEqualTo(192);
  }

  @Test
  void aMethodOfOnesOwnLearns() throws Exception {
    Path out = folder.resolve("own-method");
    List<String> lines = printed(OwnMethod::main, clips, out).lines().toList();
    assertThat(lines).hasSize(100);
    assertThat(meanLoss(lines.subList(90, 100))).isLessThan(meanLoss(lines.subList(0, 10)));
    assertThat(StoredModel.read(out).encoder().outputWidth()).isEqualTo(128);
  }

  private static double meanLoss(List<String> lines) {
    return lines.stream().mapToDouble(line -> number(line, "loss")).average().orElseThrow();
  }

  @Test
  void aGraphOfOnesOwnLearnsByPooledAttention() throws Exception {
    assertThat(number(printed(OwnGraph::main), "")).isGreaterThan(0.9);
  }

  @Test
  void aNetworkOfStockLayersLearnsFromDataVec() throws Exception {
    assertThat(number(printed(DataVecPipeline::main, clips, clips), "Accuracy:"))
        .isGreaterThan(0.9);
  }

  @Test
  void scoresAndSpacesOfOnesOwnAreSearched() throws Exception {
    Path search =
        Files.writeString(
            folder.resolve("search.yaml"),
            """
            candidates: 2
            maxMinutes: 5
            seed: 1
            encoder: mast-nano
            base: {steps: 2, batchSize: 4, warmupSteps: 0}
            ranges: {learningRate: [1e-4, 1e-3]}
            """);
    Path out = folder.resolve("search");
    assertThat(printed(OwnScore::main, search, clips, out)).contains("effective rank");
    assertThat(Files.readAllLines(out.resolve("results.jsonl")))
        .hasSize(2)
        .allMatch(line -> line.matches(".*\"score\":[1-9].*"));
    assertThat(printed(OwnSpace::main, search, clips)).containsPattern("recipe [01]: [01]\\.\\d+");
  }

  @Test
  void aStreamIsHeardWindowByWindow() throws Exception {
    assertThat(printed(ListenLive::main, model, clips.resolve("high/1.wav")).lines().toList())
        .hasSize(2)
        .last()
        .asString()
        .matches("1\\.0 s: (0\\.[5-9]|1\\.0)\\d+ high");
  }

  @Test
  void modelsAreExported() throws Exception {
    MastConfig mast =
        MastVariants.tiny().withStages(List.of(1, 1), 8, 1).withFinalNorm(true); // as timm's
    Path from = folder.resolve("mast");
    new StoredModel(mast, mast.frontEnd(), List.of(), EncoderGraph.encoder(mast, 1).weights())
        .write(from);
    Path timm = folder.resolve("timm");
    assertThat(printed(ExportModel::main, from, timm))
        .matches("\\d+ parameters for timm\nfront-end.json.*\n");
    assertThat(timm.resolve("config.json")).content().contains("mvitv2");
    AstConfig encoder = AstVariants.nano();
    Path ast = folder.resolve("ast");
    new StoredModel(
            encoder,
            encoder.frontEnd(),
            List.of("a", "b"),
            EncoderGraph.classifier(encoder, 2, 1).weights())
        .write(ast);
    Path transformers = folder.resolve("transformers");
    assertThat(printed(ExportModel::main, ast, transformers)).contains("for transformers");
    assertThat(transformers.resolve("preprocessor_config.json")).exists();
  }
}
