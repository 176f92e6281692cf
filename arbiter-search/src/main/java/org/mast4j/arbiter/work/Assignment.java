package org.mast4j.arbiter.work;

import java.nio.file.Path;
import java.util.Map;
import org.mast4j.arbiter.plan.Job;

/**
 * A job as a worker gets it.
 *
 * @param until steps or epochs after which it ends: the job's, or all of the candidate's where
 *     these are fewer
 * @param values the candidate's, by the searched keys: numbers, texts and truth values
 * @param folder the candidate's own, where training saves itself; made when first needed
 */
public record Assignment(Job job, int until, Map<String, Object> values, Path folder) {}
