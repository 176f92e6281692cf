/**
 * Self-supervised pre-training: what a method is, the views that it sees, and the run that saves
 * and resumes it. Methods live in packages of their own and are found as services.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.augment}, {@code datavec.audio.frontend},
 * {@code datavec.audio.internal.io}, {@code datavec.audio.patch}, {@code org.nd4j}, {@code
 * samediff.engine}, {@code settings}, {@code ssl.checkpoint}, {@code ssl.evaluate}, {@code
 * ssl.internal.data}, {@code ssl.optim}, {@code zoo}, {@code zoo.graph}, {@code zoo.inference},
 * {@code zoo.weights}.
 */
package org.mast4j.ssl.pretrain;
