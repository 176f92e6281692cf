/** Writing files so that an interruption loses nothing; used by every module. */
package org.mast4j.datavec.audio.io;
