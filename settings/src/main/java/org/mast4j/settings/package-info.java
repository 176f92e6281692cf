/**
 * Records as settings: a component with its {@link org.mast4j.settings.Setting} sentence and its
 * check by {@link org.mast4j.settings.Require} is all that a hyperparameter takes; {@link
 * org.mast4j.settings.Settings} reads it from JSON, YAML and {@code --set}, writes and describes
 * it. Knows nothing of audio, models or training.
 *
 * <p>May know {@code com.fasterxml}.
 */
package org.mast4j.settings;
