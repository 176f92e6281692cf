/**
 * Checkpoints: {@link org.mast4j.zoo.weights.Weights}, arrays by checkpoint key with strict
 * loading, and {@link org.mast4j.zoo.weights.SafeTensors}, the file format.
 */
package org.mast4j.zoo.weights;
