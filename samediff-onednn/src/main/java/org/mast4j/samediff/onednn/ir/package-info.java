/** The program that the passes work on: values with shapes, nodes, and what nodes compute. */
package org.mast4j.samediff.onednn.ir;
