/**
 * Published weights: {@link org.mast4j.zoo.pretrained.PretrainedCatalogue} says what exists and
 * where, {@link org.mast4j.zoo.pretrained.WeightsStore} brings it onto this machine and returns
 * nothing that doesn't verify. What the files mean as a model is not known here.
 *
 * <p>May know {@code com.fasterxml}, {@code datavec.audio.frontend}, {@code
 * datavec.audio.internal.io}, {@code datavec.audio.patch}, {@code java.net.http}, {@code
 * org.slf4j}, {@code settings}, {@code zoo}, {@code zoo.exchange}.
 */
package org.mast4j.zoo.pretrained;
