/** Audio as DataVec records. */
package org.mast4j.datavec.audio.reader;
