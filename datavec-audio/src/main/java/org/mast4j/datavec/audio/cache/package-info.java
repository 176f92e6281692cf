/**
 * Features on disk, so that a second run over the same files doesn't decode and transform them
 * again.
 */
package org.mast4j.datavec.audio.cache;
