package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator.Mode;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchRunner;
import org.mast4j.arbiter.SearchTaskCreator;
import org.mast4j.arbiter.score.Score;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.arbiter.score.TrainedCandidate;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.BadClips;
import org.mast4j.datavec.audio.dataset.ClipLoader;
import org.mast4j.datavec.audio.dataset.LoadedClips;
import org.mast4j.datavec.audio.dataset.SplitShares;
import org.mast4j.datavec.audio.frontend.FeatureExtractor;
import org.mast4j.ssl.evaluate.Representation;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A score and a space of one's own: {@code OwnSearchExample SEARCH.YAML CLIPS OUT} searches by the
 * score, then tries two recipes by Arbiter's own runner. It takes as long as the search's
 * trainings.
 */
public final class OwnSearchExample {
  private OwnSearchExample() {}

  public static void main(String[] args) throws IOException {
    SearchConfig config = SearchConfig.read(Path.of(args[0]));
    SearchData data = clips(Path.of(args[1]), config);
    search(config, data, Path.of(args[2]));
    System.out.println("the better recipe has an effective rank of " + better(config, data));
  }

  private static SearchData clips(Path folder, SearchConfig config) throws IOException {
    AudioDataset clips = AudioDataset.open(folder).split(1, SplitShares.standard());
    FeatureExtractor features = new FeatureExtractor(config.base().frontEnd());
    LoadedClips loaded =
        new ClipLoader(features, BadClips.refused(), ClipLoader.standardMaxBytes())
            .load(clips.clips(), count -> {});
    return SearchData.of(loaded, clips);
  }

  // score start
  /** How many directions the embeddings make use of, for which no clip needs a label. */
  public record EffectiveRank() implements Score {
    @Override
    public double of(TrainedCandidate candidate, SearchData data) {
      try (INDArray embeddings = candidate.embed(data.validation().clips())) {
        return Representation.effectiveRank(embeddings.toDoubleMatrix());
      }
    }

    @Override
    public String label() {
      return "effective rank";
    }
  }

  static void search(SearchConfig config, SearchData data, Path out) throws IOException {
    SearchRunner.run(config.withScore(new EffectiveRank()), data, out, System.out::println);
  }

  // score end

  // space start
  /** Recipes to choose from, in place of ranges of each key; any space of maps will do. */
  static double better(SearchConfig config, SearchData data) {
    ParameterSpace<Map<String, Object>> recipes =
        new DiscreteParameterSpace<>(
            Map.of("learningRate", 1e-3, "temperature", 0.1),
            Map.of("learningRate", 3e-4, "temperature", 0.2, "crop", "shift-in-time"));
    OptimizationConfiguration arbiter =
        new OptimizationConfiguration.Builder()
            .candidateGenerator(
                new GridSearchCandidateGenerator(recipes, 2, Mode.Sequential, Map.of()))
            .scoreFunction(new EffectiveRank())
            .terminationConditions(new MaxCandidatesCondition(2))
            .build();
    LocalOptimizationRunner runner =
        new LocalOptimizationRunner(1, arbiter, new SearchTaskCreator(config, data));
    runner.execute();
    return runner.bestScore();
  }
  // space end
}
