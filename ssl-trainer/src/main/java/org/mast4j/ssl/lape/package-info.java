/**
 * LAPE: weights tried on tasks by fine-tuning and linear probes, beside what people would pick
 * instead, as units of work of which each is stored once it is done.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.augment}, {@code datavec.audio.dataset},
 * {@code datavec.audio.frontend}, {@code datavec.audio.internal.io}, {@code settings}, {@code
 * ssl.checkpoint}, {@code ssl.evaluate}, {@code ssl.finetune}, {@code zoo}, {@code zoo.weights}.
 */
package org.mast4j.ssl.lape;
