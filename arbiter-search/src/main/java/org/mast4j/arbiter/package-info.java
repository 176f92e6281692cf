/**
 * Hyperparameter search over pre-training with Deeplearning4j's Arbiter: {@link
 * org.mast4j.arbiter.SearchRunner} runs what a {@link org.mast4j.arbiter.SearchConfig} describes.
 *
 * <p>May know {@code arbiter.generate}, {@code arbiter.importance}, {@code arbiter.plan}, {@code
 * arbiter.score}, {@code arbiter.store}, {@code arbiter.subject}, {@code arbiter.work}, {@code
 * com.fasterxml}, {@code datavec.audio.internal.io}, {@code org.deeplearning4j}, {@code org.nd4j},
 * {@code settings}, {@code ssl.checkpoint}, {@code ssl.finetune}, {@code ssl.pretrain}, {@code
 * zoo}, {@code zoo.weights}.
 */
package org.mast4j.arbiter;
