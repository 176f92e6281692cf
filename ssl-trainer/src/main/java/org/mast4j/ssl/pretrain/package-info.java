/**
 * Self-supervised pre-training: SS-MAST, its loss and views, and the run that saves and resumes it.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.augment}, {@code datavec.audio.frontend},
 * {@code datavec.audio.io}, {@code datavec.audio.patch}, {@code org.nd4j}, {@code ssl.data}, {@code
 * ssl.optim}, {@code zoo}, {@code zoo.graph}, {@code zoo.weights}.
 */
package org.mast4j.ssl.pretrain;
