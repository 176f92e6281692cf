package org.mast4j;

import org.mast4j.testkit.zoo.EncoderContract;

/** Every preset of every family that the command line knows. */
class EncoderContractTest extends EncoderContract {}
