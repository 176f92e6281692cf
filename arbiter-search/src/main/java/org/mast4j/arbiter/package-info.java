/**
 * Hyperparameter search over SS-MAST with Deeplearning4j's Arbiter: {@link
 * org.mast4j.arbiter.SearchRunner} runs what a {@link org.mast4j.arbiter.SearchConfig} describes.
 */
package org.mast4j.arbiter;
