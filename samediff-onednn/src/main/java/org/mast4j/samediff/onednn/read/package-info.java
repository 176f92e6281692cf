/** First pass: a SameDiff graph becomes a program; shapes are found without running anything. */
package org.mast4j.samediff.onednn.read;
