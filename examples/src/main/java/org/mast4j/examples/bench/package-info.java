/** Speed and memory beside PyTorch and stock ND4J, each in a process of its own. */
package org.mast4j.examples.bench;
