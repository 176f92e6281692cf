/**
 * Hyperparameter search over pre-training with Deeplearning4j's Arbiter: {@link
 * org.mast4j.arbiter.SearchRunner} runs what a {@link org.mast4j.arbiter.SearchConfig} describes.
 *
 * <p>May know {@code arbiter.generate}, {@code arbiter.importance}, {@code arbiter.plan}, {@code
 * arbiter.store}, {@code arbiter.work}, {@code com.fasterxml}, {@code datavec.audio.augment},
 * {@code datavec.audio.frontend}, {@code datavec.audio.internal.io}, {@code datavec.audio.patch},
 * {@code org.deeplearning4j}, {@code org.nd4j}, {@code settings}, {@code ssl.checkpoint}, {@code
 * ssl.evaluate}, {@code ssl.pretrain}, {@code zoo}, {@code zoo.inference}.
 */
package org.mast4j.arbiter;
