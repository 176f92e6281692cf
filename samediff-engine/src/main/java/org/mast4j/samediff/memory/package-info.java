/** Where ND4J's arrays lie in main memory. */
package org.mast4j.samediff.memory;
