package org.mast4j.ssl.pretrain;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Where a run saves itself; {@link RunSettings} says how often.
 *
 * @param directory of its {@link org.mast4j.ssl.checkpoint.Checkpoints}; made when first needed
 * @param stop asked after each step whether to save and end early
 */
public record CheckpointPolicy(Path directory, BooleanSupplier stop) {}
