/** Log-mel front ends, their constants, and those as JSON in a model directory. */
package org.mast4j.datavec.audio.frontend;
