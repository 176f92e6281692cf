/** Training in DL4J's words: iterators in, listeners on the way, evaluations and networks out. */
package org.mast4j.ssl.dl4j;
