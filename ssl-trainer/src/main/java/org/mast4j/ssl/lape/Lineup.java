package org.mast4j.ssl.lape;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mast4j.settings.Require;

/**
 * The models to try, with what each of their numbers is to be compared with: the mean log-mel, and
 * for each checkpoint its own encoder with random weights.
 */
public final class Lineup {
  private final List<Contestant> models;
  private final Map<Contestant, Contestant> random = new LinkedHashMap<>();
  private final Contestant logMel;

  /**
   * Adds the baselines. Checkpoints of the same encoder that hear the same share one.
   *
   * @param models with names that differ
   */
  public Lineup(List<Contestant> models) {
    Require.that(!models.isEmpty(), "models", models, "one at least");
    this.models = List.copyOf(models);
    this.logMel =
        Contestant.logMel(
            models.stream().mapToInt(m -> m.hearing().frontEnd().frames()).max().orElseThrow());
    Map<Object, List<Contestant>> alike =
        models.stream()
            .filter(model -> !model.isRandom())
            .collect(
                Collectors.groupingBy(
                    m -> List.of(m.encoder(), m.hearing()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    alike.values().forEach(this::addBaseline);
  }

  private void addBaseline(List<Contestant> alike) {
    String names = alike.stream().map(Contestant::name).collect(Collectors.joining(", "));
    Contestant untrained = alike.get(0).withRandomWeights(names + ", random weights");
    alike.forEach(model -> random.put(model, untrained));
  }

  /** Those that were asked for. */
  public List<Contestant> models() {
    return models;
  }

  /** The baseline without a model. */
  public Contestant logMel() {
    return logMel;
  }

  /** A checkpoint's encoder with random weights; empty of a model that has those itself. */
  public Optional<Contestant> randomOf(Contestant model) {
    return Optional.ofNullable(random.get(model));
  }

  /** Every encoder: the models, then their baselines, each once. */
  public List<Contestant> encoders() {
    List<Contestant> all = new ArrayList<>(models);
    random.values().stream().distinct().forEach(all::add);
    return List.copyOf(all);
  }
}
