/**
 * Supervised training of an encoder with a new head.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.augment}, {@code datavec.audio.dataset},
 * {@code datavec.audio.frontend}, {@code datavec.audio.patch}, {@code org.nd4j}, {@code settings},
 * {@code ssl.checkpoint}, {@code ssl.evaluate}, {@code ssl.internal.data}, {@code ssl.optim},
 * {@code zoo}, {@code zoo.graph}, {@code zoo.inference}, {@code zoo.weights}.
 */
package org.mast4j.ssl.finetune;
