/** Second pass: patterns of many small ops become one node, forward and backward. */
package org.mast4j.samediff.onednn.rewrite;
