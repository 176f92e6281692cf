package org.mast4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.datavec.api.io.labels.ParentPathLabelGenerator;
import org.datavec.api.split.FileSplit;
import org.deeplearning4j.datasets.datavec.RecordReaderDataSetIterator;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mast4j.datavec.audio.frontend.FrontEndConfig;
import org.mast4j.datavec.audio.patch.PatchGrid;
import org.mast4j.datavec.audio.reader.AudioRecordReader;
import org.mast4j.zoo.EncoderGraph;
import org.mast4j.zoo.StoredModel;
import org.mast4j.zoo.ast.AST;
import org.mast4j.zoo.ast.AstConfig;
import org.mast4j.zoo.ast.AstVariants;
import org.mast4j.zoo.dl4j.EncoderLayers;
import org.mast4j.zoo.exchange.ImportOptions;
import org.mast4j.zoo.exchange.ModelExporter;
import org.mast4j.zoo.exchange.ModelImporter;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

/** What a DL4J developer does: import published weights, transfer them to own recordings, save. */
class TransferLearningTest {
  private static final int BLOCKS = 4;

  @TempDir private Path directory;

  @Test
  void importedWeightsAreTransferredToAFolderOfRecordings() throws Exception {
    StoredModel imported =
        ModelImporter.read(writeTransformersCheckpoint(), ImportOptions.none()).model();
    ComputationGraph start = AST.builder().encoder(imported.encoder()).build().init(imported);
    ComputationGraph transferred =
        EncoderLayers.withUpdater(
            new TransferLearning.GraphBuilder(start)
                .setFeatureExtractor("blocks/" + (BLOCKS - 3))
                .nOutReplace(EncoderLayers.HEAD, 2, WeightInit.XAVIER)
                .build(),
            new Adam(3e-3));
    Map<String, INDArray> before = parameters(transferred);
    DataSetIterator recordings = recordings(imported);

    transferred.fit(recordings, 8);

    assertThat(transferred.evaluate(recordings).accuracy()).isEqualTo(1);
    parameters(transferred)
        .forEach(
            (name, array) ->
                assertThat(array.equals(before.get(name))).as(name).isEqualTo(isFrozen(name)));
    assertThat(before.keySet()).anyMatch(TransferLearningTest::isFrozen);

    File file = directory.resolve("transferred.zip").toFile();
    transferred.save(file, true);
    ComputationGraph loaded = ComputationGraph.load(file, true);
    transferred.fit(recordings(imported), 2);
    loaded.fit(recordings(imported), 2);
    assertThat(loaded.params()).isEqualTo(transferred.params());

    StoredModel saved =
        new StoredModel(
            EncoderLayers.encoder(loaded),
            imported.frontEnd(),
            List.of("high", "low"),
            EncoderLayers.weights(loaded));
    saved.write(directory.resolve("model"));
    recordings.reset();
    INDArray patches = recordings.next().getFeatures();
    INDArray logits = StoredModel.read(directory.resolve("model")).open().logits(patches);
    assertThat(logits.argMax(1)).isEqualTo(loaded.outputSingle(patches).argMax(1));
  }

  /** A reshape would take three clips of 32 x 64 for fewer of 32 x 96. */
  @Test
  void aReaderOfAnotherFrontEndIsRefusedWithBothShapes() throws Exception {
    StoredModel model =
        ModelImporter.read(writeTransformersCheckpoint(), ImportOptions.none()).model();
    ComputationGraph network = AST.builder().build().init(model);
    Tones.writeTwoClasses(directory.resolve("data"), 2);
    AudioRecordReader reader = new AudioRecordReader(model.frontEnd().withFrames(64));
    reader.initialize(new FileSplit(directory.resolve("data").toFile()));
    DataSetIterator batches = new RecordReaderDataSetIterator(reader, 4, 1, 3);
    assertThatThrownBy(() -> network.fit(batches))
        .hasMessageContainingAll(
            "layer embed: input of shape [4, 10, 256]; expected [any, 18, 256]",
            "the patches of 32 mels x 96 frames; give the reader the model's front end and grid");
  }

  /** Random weights as transformers' save_pretrained lays them out. */
  private Path writeTransformersCheckpoint() throws Exception {
    AstConfig encoder =
        AstVariants.base().withWidth(32, 2).withLayers(BLOCKS).withGrid(PatchGrid.of(32, 96));
    StoredModel model =
        new StoredModel(
            encoder,
            FrontEndConfig.kaldi().withMels(32).withFrames(96),
            List.of("a", "b", "c"),
            EncoderGraph.classifier(encoder, 3, 11).weights());
    Path checkpoint = directory.resolve("checkpoint");
    ModelExporter.write(ModelExporter.convert(model, "transformers"), checkpoint);
    return checkpoint;
  }

  private DataSetIterator recordings(StoredModel model) throws Exception {
    Path data = directory.resolve("data");
    Tones.writeTwoClasses(data, 8);
    AudioRecordReader reader =
        new AudioRecordReader(
            model.frontEnd(), model.encoder().grid(), new ParentPathLabelGenerator());
    reader.initialize(new FileSplit(data.toFile(), new Random(1)));
    return new RecordReaderDataSetIterator(reader, 8, 1, 2);
  }

  private static boolean isFrozen(String parameter) {
    return parameter.startsWith("embed_")
        || parameter.startsWith("blocks/0_")
        || parameter.startsWith("blocks/1_");
  }

  private static Map<String, INDArray> parameters(ComputationGraph graph) {
    Map<String, INDArray> copies = new TreeMap<>();
    graph.paramTable().forEach((name, array) -> copies.put(name, array.dup('c')));
    return copies;
  }
}
