/** Log-mel front ends, PCEN and MFCC, their constants, and those as JSON in a model directory. */
package org.mast4j.datavec.audio.frontend;
