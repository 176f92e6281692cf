package org.mast4j.examples;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.arbiter.optimize.api.ParameterSpace;
import org.deeplearning4j.arbiter.optimize.api.termination.MaxCandidatesCondition;
import org.deeplearning4j.arbiter.optimize.config.OptimizationConfiguration;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator;
import org.deeplearning4j.arbiter.optimize.generator.GridSearchCandidateGenerator.Mode;
import org.deeplearning4j.arbiter.optimize.parameter.discrete.DiscreteParameterSpace;
import org.deeplearning4j.arbiter.optimize.runner.LocalOptimizationRunner;
import org.mast4j.arbiter.SearchConfig;
import org.mast4j.arbiter.SearchTaskCreator;
import org.mast4j.arbiter.score.Probe;
import org.mast4j.arbiter.score.SearchData;
import org.mast4j.datavec.audio.dataset.AudioDataset;
import org.mast4j.datavec.audio.dataset.SplitShares;

/**
 * A space of one's own, by Arbiter's own runner: {@code OwnSpace SEARCH.YAML FOLDER}. Prints the
 * better recipe and its score, after 25 s of CPU time with 200 clips and search/quick.yaml.
 */
public final class OwnSpace {
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: OwnSpace SEARCH.YAML FOLDER");
      System.exit(2);
    }
    // space start
    SearchConfig config = SearchConfig.read(Path.of(args[0])); // encoder and what all have alike
    AudioDataset clips = AudioDataset.open(Path.of(args[1])).split(1, SplitShares.standard());
    SearchData data = SearchData.of(clips.load(config.base().frontEnd()), clips);
    ParameterSpace<Map<String, Object>> recipes = // any space of maps will do
        new DiscreteParameterSpace<>(
            List.of(
                Map.of("learningRate", 1e-3, "temperature", 0.1),
                Map.of("learningRate", 3e-4, "temperature", 0.2, "crop", "shift-in-time")));
    OptimizationConfiguration arbiter =
        new OptimizationConfiguration.Builder()
            .candidateGenerator(
                new GridSearchCandidateGenerator(recipes, 2, Mode.Sequential, Map.of()))
            .scoreFunction(new Probe())
            .terminationConditions(new MaxCandidatesCondition(2))
            .build();
    LocalOptimizationRunner runner =
        new LocalOptimizationRunner(1, arbiter, new SearchTaskCreator(config, data));
    runner.execute();
    System.out.printf("recipe %d: %.3f%n", runner.bestScoreCandidateIndex(), runner.bestScore());
    // space end
  }
}
