package org.mast4j.ssl.pretrain;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Where and when a run saves itself.
 *
 * @param directory of the {@link CheckpointFile}; made when first needed
 * @param interval least time between two checkpoints; zero for one a step
 * @param stop asked after each step whether to save and end early
 */
public record CheckpointPolicy(Path directory, Duration interval, BooleanSupplier stop) {}
