/** Speed and memory beside PyTorch, stock ND4J and the Python audio references, as ratios. */
package org.mast4j.cli.bench;
