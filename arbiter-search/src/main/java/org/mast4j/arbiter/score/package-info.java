/**
 * What a search's candidates are scored by: a {@link org.mast4j.arbiter.score.Score} looks at a
 * {@link org.mast4j.arbiter.score.TrainedCandidate} and the search's clips.
 *
 * <p>May know {@code arbiter.subject}, {@code datavec.audio.augment}, {@code
 * datavec.audio.dataset}, {@code datavec.audio.frontend}, {@code datavec.audio.patch}, {@code
 * org.deeplearning4j}, {@code org.nd4j}, {@code settings}, {@code ssl.evaluate}, {@code
 * ssl.finetune}, {@code ssl.pretrain}, {@code zoo}, {@code zoo.inference}.
 */
package org.mast4j.arbiter.score;
