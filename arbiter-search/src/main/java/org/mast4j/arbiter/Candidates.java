package org.mast4j.arbiter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.arbiter.optimize.api.Candidate;
import org.deeplearning4j.arbiter.optimize.api.CandidateGenerator;
import org.deeplearning4j.arbiter.optimize.api.OptimizationResult;
import org.deeplearning4j.arbiter.optimize.generator.RandomSearchGenerator;
import org.mast4j.arbiter.generate.Graded;
import org.mast4j.arbiter.plan.Job;
import org.mast4j.arbiter.plan.Outcome;
import org.mast4j.arbiter.plan.Plan;
import org.mast4j.arbiter.store.StoredCandidate;

/** All candidates of a search, those of an earlier life of it first. */
final class Candidates implements Plan.Suggestions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String POINT = "point";
  private static final String VALUES = "values";

  private final SearchSpace space;
  private final CandidateGenerator generator;
  private final List<Candidate<?>> all = new ArrayList<>();

  /** Of an earlier life, by number. */
  private final Map<Integer, StoredCandidate> stored = new LinkedHashMap<>();

  /** The newest one, until it is asked for to be stored. */
  private Optional<StoredCandidate> unstored = Optional.empty();

  Candidates(SearchSpace space, CandidateGenerator generator) {
    this.space = space;
    this.generator = generator;
  }

  /** Those that are stored, for one who looks on. */
  static Candidates of(SearchSpace space, List<StoredCandidate> stored) {
    Candidates candidates = new Candidates(space, new RandomSearchGenerator(space));
    candidates.restore(stored);
    stored.forEach(candidate -> candidates.next(candidate.number()));
    return candidates;
  }

  /** Those with these numbers are to be these, whatever the generator makes up. */
  void restore(List<StoredCandidate> before) {
    before.forEach(candidate -> stored.put(candidate.number(), candidate));
  }

  @Override
  public boolean hasNext() {
    return generator.hasMoreCandidates();
  }

  @Override
  public void next(int number) {
    Candidate<?> made = generator.getCandidate(); // also where it isn't used: it counts them
    StoredCandidate before = stored.get(number);
    if (before == null) {
      all.add(made);
      unstored = Optional.of(new StoredCandidate(number, json(made)));
    } else {
      all.add(read(before));
    }
  }

  /** The candidate as it was, at its place in the space as it is now. */
  private Candidate<?> read(StoredCandidate before) {
    try {
      JsonNode json = JSON.readTree(before.values());
      double[] point = JSON.convertValue(json.get(POINT), double[].class);
      LinkedHashMap<String, Object> values =
          JSON.convertValue(json.get(VALUES), new TypeReference<>() {});
      boolean same =
          point.length == space.numParameters()
              && json.get(VALUES).toString().equals(json(space.getValue(point)).toString());
      double[] now = same ? point : space.point(values);
      return new Candidate<>(new SearchPoint(values), before.number(), now, null, null);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(before + " isn't a candidate", e);
    }
  }

  private static String json(Candidate<?> candidate) {
    ObjectNode json = JSON.createObjectNode();
    json.set(POINT, JSON.valueToTree(candidate.getFlatParameters()));
    json.set(VALUES, json((SearchPoint) candidate.getValue()));
    return json.toString();
  }

  private static JsonNode json(SearchPoint point) {
    return JSON.valueToTree(point.values());
  }

  /** The newest candidate, if it wasn't asked for before. */
  Optional<StoredCandidate> unstored() {
    Optional<StoredCandidate> newest = unstored;
    unstored = Optional.empty();
    return newest;
  }

  /** A job's. */
  Candidate<?> get(Job job) {
    return all.get(job.candidate());
  }

  /** What was chosen for a job's candidate, by key. */
  Map<String, Object> values(Job job) {
    return ((SearchPoint) get(job).getValue()).values();
  }

  /** How long the training of a job's candidate is, whose values go together. */
  int length(Job job) {
    return space.candidate(values(job)).length();
  }

  /** Why a job's candidate can't be trained at all, if it can't. */
  Optional<String> failure(Job job) {
    try {
      space.candidate(values(job));
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  @Override
  public void tell(Job job, Outcome outcome) {
    if (outcome.score().isPresent()) {
      int length = length(job);
      Graded reached = () -> job.to() < length ? job.to() : Integer.MAX_VALUE;
      generator.reportResults(
          new OptimizationResult(
              get(job), outcome.score().getAsDouble(), job.candidate(), reached, null, null));
    }
  }
}
