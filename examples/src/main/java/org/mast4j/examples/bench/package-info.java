/** Speed beside the Python references, as ratios. */
package org.mast4j.examples.bench;
