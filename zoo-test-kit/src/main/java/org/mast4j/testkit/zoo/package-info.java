/**
 * What tests of encoders need: stored tensors of reference implementations, encoders that train in
 * milliseconds, and {@link org.mast4j.testkit.zoo.EncoderContract}, which every registered preset
 * is held to. It knows the contract of an encoder and DL4J's face of it, and no family.
 */
package org.mast4j.testkit.zoo;
