/**
 * Published weights: {@link org.mast4j.zoo.pretrained.PretrainedCatalogue} says what exists and
 * where, {@link org.mast4j.zoo.pretrained.WeightsStore} brings it onto this machine and returns
 * nothing that doesn't verify. What the files mean as a model is not known here.
 */
package org.mast4j.zoo.pretrained;
