/**
 * What a search is about: the settings of a {@link org.mast4j.arbiter.subject.Subject},
 * pre-training or fine-tuning, by key.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.augment}, {@code datavec.audio.frontend},
 * {@code datavec.audio.patch}, {@code settings}, {@code ssl.finetune}, {@code ssl.pretrain}, {@code
 * zoo}, {@code zoo.weights}.
 */
package org.mast4j.arbiter.subject;
